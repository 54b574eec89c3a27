//! Ids as types, so that a lead's id cannot stand where a visitor's is asked for.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[sqlx(transparent)]
        #[schema(value_type = Uuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id. Version 7 (RFC 9562), so that ids sort by the time they were made at.
            #[must_use]
            #[expect(clippy::new_without_default, reason = "a default id would not be a new one each time")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// An owner: a company, the tenant. Comes from a verified token or from the queue, never from a request's body.
    OwnerId
);
id!(
    /// A visitor of an owner's site (`bot_users.id`); the site's own name for the visitor is [`crate::conversation::ExternalId`].
    VisitorId
);
id!(
    /// One message of a conversation.
    MessageId
);
id!(
    /// One lead.
    LeadId
);
id!(
    /// One note of an owner's about a lead.
    NoteId
);
id!(
    /// One row of the outbox.
    OutboxId
);
