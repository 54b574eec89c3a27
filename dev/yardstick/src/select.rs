//! A function that asks PostgreSQL one thing over a connection that it opened at its start: what a database costs at least.

use lambda_http::{Error, Request, Response, run, service_fn};
use sqlx::{Connection, PgConnection};
use tokio::sync::Mutex;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    #[expect(clippy::disallowed_methods, reason = "nothing of Leadline is in here, so its reader is not either")]
    let url = std::env::var("DATABASE_URL")?;
    let connection = Mutex::new(PgConnection::connect(&url).await?);
    let answer = async |_: Request| {
        let one: i32 = sqlx::query_scalar("select 1").fetch_one(&mut *connection.lock().await).await?;
        Ok::<_, Error>(Response::new(one.to_string()))
    };
    run(service_fn(answer)).await
}
