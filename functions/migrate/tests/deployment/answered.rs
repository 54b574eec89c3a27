use std::time::Duration;

use crate::{CREATE, Stage};

#[tokio::test]
async fn an_answer_that_is_not_taken_is_given_again() {
    let stage = Stage::new().await;
    stage.cloudformation.refuse(2);
    assert_eq!(stage.answer(CREATE).await["Status"], "SUCCESS");
}

#[tokio::test]
async fn an_answer_that_nobody_takes_fails_the_invocation_without_its_url() {
    let stage = Stage::new().await;
    stage.cloudformation.refuse(u32::MAX);
    let error = stage.run(Ok(stage.app.clone()), CREATE, Duration::from_mins(5)).await.unwrap_err();
    let told = format!("{error} {error:?}");
    assert!(told.contains("503") && !told.contains("signature"), "{told}");
}
