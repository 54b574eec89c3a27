//! How good it must be.

use super::{
    cases::{HELLO, LEAD, LEADS, LOGIN, ME, PLAIN, SELECT},
    figures::Figure,
    warm::ABOVE_THE_HASH,
};

/// Part, name, and as much as it may be: a time where H takes what it takes in [`WHERE_SET`], anything else in the figure's own unit.
const BARS: [(&str, &str, f64); 9] = [
    ("cold", ME.name, 10.0),
    ("warm", ME.name, 0.25),
    ("warm", LEADS.name, 0.4),
    ("warm", PLAIN.name, 2.0),
    ("warm", ABOVE_THE_HASH, 1.0),
    ("trips", ME.name, 3.0),
    ("trips", LEADS.name, 4.0),
    ("trips", PLAIN.name, 7.0),
    ("trips", LEAD.name, 8.0),
];
/// What H takes on the machine where the bars were set, in milliseconds. A bar for a time is the same multiple of H on any machine.
const WHERE_SET: [(&str, f64); 2] = [("cold", 1.9), ("warm", 0.06)];
/// Of every function, in MiB.
const MEMORY: f64 = 24.0;
/// A password hash takes 19 of them.
const MEMORY_OF_LOGIN: f64 = 48.0;
const ZIPPED: f64 = 4.0;

/// Puts the bars and the ratios beside what was measured.
pub(super) fn set(figures: &mut [Figure]) {
    let yardsticks: Vec<Figure> =
        figures.iter().filter(|figure| [HELLO.name, SELECT.name].contains(&figure.name.as_str())).cloned().collect();
    for figure in figures {
        let of = |name: &str| {
            let yardstick = yardsticks.iter().find(|yardstick| yardstick.part == figure.part && yardstick.name == name)?;
            (yardstick.value > 0.0 && yardstick.name != figure.name).then(|| figure.value / yardstick.value)
        };
        figure.ratios = [of(HELLO.name), of(SELECT.name)];
        let hello = yardsticks.iter().find(|yardstick| yardstick.part == figure.part && yardstick.name == HELLO.name);
        let there = WHERE_SET.iter().find(|(part, _)| *part == figure.part);
        let slower = hello.zip(there).map_or(1.0, |(hello, (_, there))| hello.value / there);
        figure.bar = bar(figure).map(|bar| bar * slower);
    }
}

fn bar(figure: &Figure) -> Option<f64> {
    let is_yardstick = [HELLO.name, SELECT.name].contains(&figure.name.as_str());
    match figure.part {
        _ if is_yardstick => None,
        "memory" if figure.name == LOGIN.name => Some(MEMORY_OF_LOGIN),
        "memory" => Some(MEMORY),
        "zipped" => Some(ZIPPED),
        _ => BARS.iter().find(|(part, name, _)| (*part, *name) == (figure.part, figure.name.as_str())).map(|(.., bar)| *bar),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::figures::Unit, *};

    #[test]
    fn a_figure_is_held_against_its_bar_and_its_yardstick() {
        let figure = |part, name: &str, value| Figure::new(part, name, Unit::Milliseconds, value);
        let mut figures = [
            figure("warm", HELLO.name, 0.12),
            figure("warm", ME.name, 0.4),
            figure("warm", LEADS.name, 0.9),
            figure("cold", ME.name, 11.0),
            Figure::new("trips", ME.name, Unit::RoundTrips, 3.0),
        ];
        set(&mut figures);
        let [hello, me, leads, cold, trips] = figures;
        assert_eq!((hello.holds(), hello.ratios), (None, [None; 2]));
        assert_eq!(
            (me.bar, me.holds(), me.ratios[0].map(f64::round)),
            (Some(0.5), Some(true), Some(3.0)),
            "H takes twice as long here"
        );
        assert_eq!((leads.bar, leads.holds()), (Some(0.8), Some(false)));
        assert_eq!(
            (cold.bar, cold.holds(), cold.ratios),
            (Some(10.0), Some(false), [None; 2]),
            "only yardsticks of the same part count"
        );
        assert_eq!((trips.bar, trips.holds()), (Some(3.0), Some(true)));
    }
}
