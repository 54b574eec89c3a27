//! Every dialogue of `evals/dialogues`, eight times over.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use futures::{StreamExt, stream};
use rand::{SeedableRng, rngs::StdRng};
use shared::{
    config::{Flavour, OpenAiConfig, Reader},
    testing::{OpenAi, TestDatabase},
};

use crate::{
    desk::Desk,
    dialogue::{Dialogue, all},
    faults::Script,
    judge::Verdict,
};

const RUNS: usize = 8;
/// How many are played at once.
const AT_ONCE: usize = 16;

/// One dialogue, played once.
struct Played {
    name: String,
    run: usize,
    contact_given: bool,
    verdict: Verdict,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_contact_is_lost_and_nothing_is_invented_whatever_the_model_does() {
    let db = Arc::new(TestDatabase::new().await);
    let played = play_all(async |dialogue, run| with_scripted_model(&db, dialogue, run).await).await;
    let given = played.iter().filter(|played| played.contact_given).count();
    let lost = played.iter().filter(|played| !played.verdict.lost.is_empty()).count();
    let invented: usize = played.iter().map(|played| played.verdict.invented.len()).sum();
    let duplicates: usize = played.iter().map(|played| played.verdict.duplicates).sum();
    let foreign: usize = played.iter().map(|played| played.verdict.foreign).sum();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand runs")]
    let recall = 1.0 - lost as f64 / given as f64;
    println!(
        "{} runs, {given} with a contact: capture recall {recall:.4}, invented fields {invented}, duplicates {duplicates}, foreign rows {foreign}",
        played.len()
    );
    let bad: Vec<String> = played
        .iter()
        .filter(|played| !played.verdict.is_good())
        .map(|played| format!("{} run {}: {:?}", played.name, played.run, played.verdict))
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    assert!(given >= 80 * RUNS && played.len() >= 120 * RUNS, "{given} of {}", played.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "asks a real model, which costs money: set OPENAI_API_KEY and run with --ignored --nocapture"]
async fn a_real_model_qualifies_what_visitors_say() {
    let mut reader = Reader::from_env();
    let config = OpenAiConfig::read(&mut reader);
    let config = reader.finish(config).unwrap();
    let db = Arc::new(TestDatabase::new().await);
    let played = play_all(async |dialogue, run| play(&db, config.clone(), dialogue, run, None).await).await;
    let dialogues = played.chunk_by(|one, other| one.name == other.name);
    let successes: Vec<usize> = dialogues
        .map(|runs| {
            let good = runs.iter().filter(|played| played.verdict.is_good() && !played.verdict.nameless).count();
            if good < RUNS {
                println!(
                    "{}: {good} of {RUNS}: {:?}",
                    runs[0].name,
                    runs.iter().find(|played| !played.verdict.is_good()).map(|p| &p.verdict)
                );
            }
            good
        })
        .collect();
    for k in 1..=RUNS {
        println!("pass^{k}: {:.3}", pass_hat(k, &successes));
    }
    let lost = played.iter().filter(|played| !played.verdict.lost.is_empty()).count();
    assert_eq!(lost, 0, "contacts are found before a model is asked");
}

/// How likely it is that `k` runs of a dialogue all succeed: the mean over dialogues of C(c, k) / C(n, k), with c of n runs good.
fn pass_hat(k: usize, successes: &[usize]) -> f64 {
    let share = |good: usize| (0..k).map(|i| as_f64(good.saturating_sub(i)) / as_f64(RUNS - i)).product::<f64>();
    successes.iter().map(|good| share(*good)).sum::<f64>() / as_f64(successes.len())
}

fn as_f64(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

async fn play_all(play: impl AsyncFn(Dialogue, usize) -> Played) -> Vec<Played> {
    let all_runs: Vec<(Dialogue, usize)> =
        all().into_iter().flat_map(|dialogue| (0..RUNS).map(move |run| (dialogue.clone(), run))).collect();
    let mut played: Vec<Played> =
        stream::iter(all_runs).map(|(dialogue, run)| play(dialogue, run)).buffer_unordered(AT_ONCE).collect().await;
    played.sort_by(|one, other| (&one.name, one.run).cmp(&(&other.name, other.run)));
    played
}

async fn with_scripted_model(db: &TestDatabase, dialogue: Dialogue, run: usize) -> Played {
    let model = OpenAi::start().await;
    let config = OpenAiConfig { flavour: Flavour::OpenAi, ..OpenAiConfig::new(&model.base_url(), "sk-test".into(), None, None) };
    play(db, config, dialogue, run, Some(model)).await
}

async fn play(db: &TestDatabase, config: OpenAiConfig, dialogue: Dialogue, run: usize, model: Option<OpenAi>) -> Played {
    let visitor = format!("{} {run}", dialogue.name);
    let desk = Desk::new(db, config, &visitor).await;
    desk.tell(&dialogue.about, &dialogue.region).await;
    let mut script = Script::new(&dialogue, StdRng::seed_from_u64(seed(&visitor)));
    for (at, line) in dialogue.lines.iter().enumerate() {
        if let Some(model) = &model {
            // What the model was not asked for in the line before is forgotten.
            model.forget();
            script.answers(at).into_iter().for_each(|answer| {
                model.then(answer);
            });
        }
        let answer = desk.say(line).await;
        assert_eq!(answer.status, 200, "{visitor}: {:?}", answer.json());
        assert!(!answer.json()["reply"].as_str().unwrap().is_empty(), "{visitor}");
    }
    let verdict = Verdict::of(&desk, &dialogue, &visitor).await;
    Played { contact_given: dialogue.lead.is_some(), name: dialogue.name.clone(), run, verdict }
}

/// The same faults in every run of the tests.
fn seed(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn pass_hat_counts_runs_that_all_succeed() {
    for (k, expected) in [(1, 0.75), (2, 0.607), (8, 0.5)] {
        // One of two dialogues always succeeds, the other in four of eight runs.
        assert!((pass_hat(k, &[8, 4]) - expected).abs() < 0.001, "{k}: {}", pass_hat(k, &[8, 4]));
    }
}
