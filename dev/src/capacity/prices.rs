//! List prices of us-east-1 in November 2026, in US dollars; docs/capacity.md names the page of each.

use super::load::Load;

const LAMBDA_GIGABYTE_SECOND: f64 = 0.000_013_333_4;
const LAMBDA_MILLION_REQUESTS: f64 = 0.20;
const API_GATEWAY_MILLION_REQUESTS: f64 = 3.50;
// A standard queue's 0.40, and 0.10 because messages have a group, which makes it fair.
const SQS_MILLION_REQUESTS: f64 = 0.50;
const LOGS_GIGABYTE: f64 = 0.50;
const MODEL_MILLION_READ: f64 = 0.10;
const MODEL_MILLION_WRITTEN: f64 = 0.50;
const AURORA_UNIT_HOUR: f64 = 0.12;
const AURORA_GIGABYTE_MONTH: f64 = 0.10;
const AURORA_MILLION_WRITES: f64 = 0.20;

const SECRET_MONTH: f64 = 0.40;
const SECRETS: f64 = 5.0;
const ALARM_MONTH: f64 = 0.10;
const ALARMS: f64 = 10.0;
const METRIC_MONTH: f64 = 0.30;
const METRICS: f64 = 10.0;
const NAT_HOUR: f64 = 0.045;
const HOURS: f64 = 730.0;

/// What is to be paid, and for what.
#[derive(Debug)]
pub(super) struct Bill {
    pub(super) lines: Vec<(&'static str, f64)>,
}

impl Bill {
    /// What comes with the use alone.
    pub(super) fn of_use(load: &Load) -> Self {
        let millions = |count: f64, price: f64| count / 1e6 * price;
        let lines = vec![
            ("model", millions(load.tokens_read, MODEL_MILLION_READ) + millions(load.tokens_written, MODEL_MILLION_WRITTEN)),
            ("API Gateway", millions(load.requests, API_GATEWAY_MILLION_REQUESTS)),
            ("Lambda, while it waits and computes", load.gigabyte_seconds * LAMBDA_GIGABYTE_SECOND),
            ("Lambda, requests", millions(load.invocations, LAMBDA_MILLION_REQUESTS)),
            ("SQS", millions(load.queue_requests, SQS_MILLION_REQUESTS)),
            ("logs", load.log_gigabytes * LOGS_GIGABYTE),
            ("Aurora, storage of a month", load.stored_gigabytes * AURORA_GIGABYTE_MONTH),
            ("Aurora, reads and writes", millions(load.writes, AURORA_MILLION_WRITES)),
        ];
        Self { lines }
    }

    /// With what a month costs whoever comes.
    pub(super) fn of_month(load: &Load) -> Self {
        let mut bill = Self::of_use(load);
        bill.lines.extend([
            ("Aurora, capacity", load.capacity_units[0] * AURORA_UNIT_HOUR * HOURS),
            ("a NAT gateway", NAT_HOUR * HOURS),
            ("secrets, alarms, metrics", SECRETS * SECRET_MONTH + ALARMS * ALARM_MONTH + METRICS * METRIC_MONTH),
        ]);
        bill
    }

    pub(super) fn total(&self) -> f64 {
        self.lines.iter().map(|(_, dollars)| dollars).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::load::Measured, *};

    #[test]
    fn a_thousand_chats_cost_what_their_tokens_cost_and_a_little() {
        let bill = Bill::of_use(&Load::of_chats(1_000.0, &Measured::bars()));
        // 6,000 turns of 900 tokens read and 60 written.
        assert!((bill.lines[0].1 - 0.72).abs() < 1e-9, "{bill:?}");
        // 6,000 turns, 1,500 looks and 2,000 files.
        assert!((bill.lines[1].1 - 0.033_25).abs() < 1e-9, "{bill:?}");
        assert!((0.75..0.85).contains(&bill.total()), "{bill:?}");
    }
}
