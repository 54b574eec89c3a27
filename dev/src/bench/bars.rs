//! How good it must be.

use super::{
    cases::{HELLO, LEAD, LEADS, LOGIN, ME, PLAIN, SELECT},
    figures::Figure,
    warm::ABOVE_THE_HASH,
};

/// Part, name, and as much as it may be, in the figure's own unit.
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
        figure.bar = bar(figure);
    }
}

fn bar(figure: &Figure) -> Option<f64> {
    let is_yardstick = [HELLO.name, SELECT.name].contains(&figure.name.as_str());
    match figure.part {
        _ if is_yardstick => None,
        "memory" if figure.name == LOGIN.name => Some(MEMORY_OF_LOGIN),
        "memory" => Some(MEMORY),
        "zipped" => Some(ZIPPED),
        // Whatever a function is first asked, somebody waits for its start.
        "cold" if figure.name != LOGIN.name => Some(BARS[0].2),
        _ => BARS.iter().find(|(part, name, _)| (*part, *name) == (figure.part, figure.name.as_str())).map(|(.., bar)| *bar),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::figures::Unit, *};

    #[test]
    fn a_figure_is_held_against_its_bar_and_its_yardstick() {
        let figure = |part, name: &str, value| Figure::new(part, name, Unit::Milliseconds, value);
        let mut figures = [figure("warm", HELLO.name, 0.05), figure("warm", ME.name, 0.2), figure("cold", ME.name, 11.0)];
        set(&mut figures);
        let [hello, warm, cold] = figures;
        assert_eq!((hello.holds(), hello.ratios), (None, [None; 2]));
        assert_eq!((warm.holds(), warm.ratios[0].map(f64::round)), (Some(true), Some(4.0)));
        assert_eq!((cold.holds(), cold.ratios), (Some(false), [None; 2]), "only yardsticks of the same part count");
    }
}
