//! How much is asked of a deployment.

/// What the functions take, from `cargo dev bench`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    /// Processor time of a whole core, in milliseconds.
    pub(super) turn_ms: f64,
    pub(super) inbox_ms: f64,
    /// Of ten messages.
    pub(super) batch_ms: f64,
    pub(super) turn_trips: f64,
    pub(super) inbox_trips: f64,
}

// What is assumed of a company and its visitors.
const CHATS_OF_A_TENANT: f64 = 100.0;
const TURNS_OF_A_CHAT: f64 = 6.0;
const LEADS_OF_A_CHAT: f64 = 0.3;
/// Looks of the owner at the inbox, and at one lead; and of each visitor at the widget's files.
const LOOKS_AT_A_LEAD: f64 = 5.0;
const FILES_OF_A_CHAT: f64 = 2.0;
/// Hours a month that an owner's inbox is on a screen, and how often an hour it looks for what is new: a quarter of the time each 4 s, as while
/// somebody uses it, else each 20 s (`web/app/api/poll.ts`).
const HOURS_ON_A_SCREEN: f64 = 20.0;
const LOOKS_OF_AN_HOUR: f64 = 3600.0 / 4.0 * 0.25 + 3600.0 / 20.0 * 0.75;
/// Of the model, for each turn: the instructions with what was said before, and the answer.
const TOKENS_READ: f64 = 900.0;
const TOKENS_WRITTEN: f64 = 60.0;
/// Seconds until the model has answered, and Telegram.
const MODEL: f64 = 1.5;
const TELEGRAM: f64 = 0.2;
/// Seconds of a round trip to the database in another zone of the region.
const TRIP: f64 = 0.001;
/// Seconds of a whole core that PostgreSQL takes for a turn, and for a look at the inbox.
const DATABASE: f64 = 0.004;
const DATABASE_OF_A_LOOK: f64 = 0.003;
/// What Aurora counts for a turn, and for a lead with its announcement: each commit writes, and some of its pages.
const WRITES: f64 = 4.0;
/// Bytes: of logs for each invocation, and of a chat in the database with its indexes.
const LOG: f64 = 1_300.0;
const STORED: f64 = 6_000.0;
/// The busiest hour against the mean one.
const PEAK: f64 = 5.0;

const MONTH: f64 = 730.0 * 3600.0;
/// As `template.yaml` has it, and the memory at which Lambda gives a whole core, in MB.
const MEMORY: f64 = 256.0;
const MEMORY_OF_A_CORE: f64 = 1769.0;

/// A month of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    pub(super) requests: f64,
    pub(super) invocations: f64,
    /// Of Lambda.
    pub(super) gigabyte_seconds: f64,
    pub(super) queue_requests: f64,
    pub(super) tokens_read: f64,
    pub(super) tokens_written: f64,
    pub(super) log_gigabytes: f64,
    pub(super) stored_gigabytes: f64,
    /// Of the database's storage.
    pub(super) writes: f64,
    /// Capacity units of Aurora, on average and in the busiest hour.
    pub(super) capacity_units: [f64; 2],
    leads: f64,
    /// At the inbox.
    looks: f64,
    /// Seconds that instances are busy.
    busy: f64,
}

/// What there is only so much of.
#[derive(Debug)]
pub(super) struct Limit {
    pub(super) what: &'static str,
    pub(super) used: f64,
    pub(super) most: f64,
    pub(super) moved_by: &'static str,
}

impl Measured {
    /// As much as the design allows, until something is measured.
    pub(super) fn bars() -> Self {
        Self { turn_ms: 2.0, inbox_ms: 0.4, batch_ms: 10.0, turn_trips: 7.0, inbox_trips: 4.0 }
    }
}

impl Load {
    pub(super) fn of_tenants(tenants: f64, measured: &Measured) -> Self {
        Self::of(tenants * CHATS_OF_A_TENANT, tenants * HOURS_ON_A_SCREEN * LOOKS_OF_AN_HOUR, measured)
    }

    pub(super) fn of_chats(chats: f64, measured: &Measured) -> Self {
        Self::of(chats, 0.0, measured)
    }

    fn of(chats: f64, looks_for_news: f64, measured: &Measured) -> Self {
        let (turns, leads) = (chats * TURNS_OF_A_CHAT, chats * LEADS_OF_A_CHAT);
        let (looks, files) = (leads * LOOKS_AT_A_LEAD + looks_for_news, chats * FILES_OF_A_CHAT);
        // Lambda gives a share of a core by memory, so processor time takes that much longer by the clock.
        let by_the_clock = |milliseconds: f64| milliseconds / 1e3 * MEMORY_OF_A_CORE / MEMORY;
        let turn = MODEL + by_the_clock(measured.turn_ms) + measured.turn_trips * TRIP;
        let look = by_the_clock(measured.inbox_ms) + measured.inbox_trips * TRIP;
        let announcement = TELEGRAM + by_the_clock(measured.batch_ms / 10.0) + 4.0 * TRIP;
        let busy = turns * turn + looks * look + leads * announcement + files * 0.002;
        let requests = turns + looks + files;
        let invocations = requests + leads;
        let cores = (turns * DATABASE + looks * DATABASE_OF_A_LOOK) / MONTH;
        Self {
            requests,
            invocations,
            gigabyte_seconds: busy * MEMORY / 1024.0,
            // Sent, received and deleted.
            queue_requests: leads * 3.0,
            tokens_read: turns * TOKENS_READ,
            tokens_written: turns * TOKENS_WRITTEN,
            log_gigabytes: invocations * LOG / 1e9,
            stored_gigabytes: chats * STORED / 1e9,
            writes: (turns + leads) * WRITES,
            // Of a quarter of a core each; with less than half a one it does not run.
            capacity_units: [cores, cores * PEAK].map(|cores| (cores * 4.0).max(0.5)),
            leads,
            looks,
            busy,
        }
    }

    /// In the busiest hour; what comes first is met first.
    pub(super) fn limits(&self) -> [Limit; 7] {
        let peak = |a_month: f64| a_month / MONTH * PEAK;
        let limit = |what, used, most, moved_by| Limit { what, used, most, moved_by };
        let instances = peak(self.busy);
        [
            limit(
                "looks at the inbox a second",
                peak(self.looks),
                50.0,
                "`ThrottlingRateLimit` of `GET /api/leads` in template.yaml",
            ),
            limit(
                "other requests a second at the stage",
                peak(self.requests - self.looks),
                50.0,
                "`ThrottlingRateLimit` in template.yaml",
            ),
            limit(
                "instances at once, each with a connection to the database",
                instances,
                189.0,
                "Aurora's least capacity (189 connections at 1 unit), or RDS Proxy",
            ),
            limit("instances at once", instances, 1_000.0, "the account's quota of concurrent executions"),
            limit("announcements a second", peak(self.leads), 5.0 / TELEGRAM, "`NotifierConcurrency` in template.yaml"),
            limit(
                "messages of the bot a second",
                peak(self.leads),
                30.0,
                "Telegram (paid broadcasts), or bots of the tenants' own",
            ),
            limit(
                "requests a second of the account",
                peak(self.requests),
                10_000.0,
                "API Gateway's quota of the account and region",
            ),
        ]
    }
}
