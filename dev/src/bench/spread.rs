//! Many measurements of one thing.

/// The value in the middle, and those that 95 and 99 of a hundred stay within.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) p50: f64,
    pub(super) p95: f64,
    pub(super) p99: f64,
    pub(super) mean: f64,
}

impl Spread {
    /// Of all of them, by the nearest rank. Nothing was measured: zeros.
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let rank = |percent: usize| {
            let rank = (values.len() * percent).div_ceil(100).max(1);
            values.get(rank - 1).copied().unwrap_or_default()
        };
        let count = u32::try_from(values.len().max(1)).map_or(f64::MAX, f64::from);
        Self { p50: rank(50), p95: rank(95), p99: rank(99), mean: values.iter().sum::<f64>() / count }
    }
}

#[test]
fn ranks_are_the_nearest() {
    let hundred = Spread::of((1..=100).rev().map(f64::from));
    assert_eq!(hundred, Spread { p50: 50.0, p95: 95.0, p99: 99.0, mean: 50.5 });
    assert_eq!(Spread::of([7.0]), Spread { p50: 7.0, p95: 7.0, p99: 7.0, mean: 7.0 });
    assert_eq!(Spread::of([]).p99.to_bits(), 0);
}
