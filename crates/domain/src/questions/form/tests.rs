//! Conditions, and what is an answer.

use kuvend_entity::{text::LocalizedText, value::Language};

use super::*;

fn text(words: &str) -> LocalizedText {
    LocalizedText::one(Language::english(), words)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "questions without a condition stand beside it"
)]
fn on(question: &str, any_of: &[&str]) -> Option<QuestionCondition> {
    Some(QuestionCondition {
        question: question.to_owned(),
        any_of: any_of.iter().map(|one| (*one).to_owned()).collect(),
    })
}

fn new(key: &str, kind: EventQuestionKind, options: &[&str]) -> NewQuestion {
    let option = |key: &&str| QuestionOption {
        key: (*key).to_owned(),
        label: text(key),
    };
    NewQuestion {
        key: key.to_owned(),
        kind,
        wording: text(key),
        hint: LocalizedText::default(),
        options: options.iter().map(option).collect(),
        condition: None,
        is_required: false,
        is_sensitive: false,
    }
}

fn told(faults: &Faults) -> Vec<String> {
    let one = |fault: &Fault| format!("{} {}", fault.field.join("."), fault.code.as_str());
    faults.list().iter().map(one).collect()
}

fn given<'a>(answers: &[(&'a str, &[&str])]) -> Answers<'a> {
    let own = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    answers
        .iter()
        .map(|(key, values)| (*key, own(values)))
        .collect()
}

#[test]
fn a_question_is_put_to_who_meets_its_condition_and_to_nobody_else() {
    let questions = [
        ("coach", None),
        ("from", on("coach", &["YES"])),
        ("stop", on("from", &["tirana", "durres"])),
        ("why", on("stop", &[])),
    ];
    let put = |answers: &[(&'static str, &[&str])]| -> Vec<&str> {
        put_of(&questions, &given(answers)).into_iter().collect()
    };
    assert_eq!(put(&[]), ["coach"]);
    assert_eq!(put(&[("coach", &["NO"])]), ["coach"]);
    assert_eq!(put(&[("coach", &["YES"])]), ["coach", "from"]);
    let far = put(&[("coach", &["YES"]), ("from", &["vlora"])]);
    assert_eq!(far, ["coach", "from"]);
    let near = put(&[("coach", &["YES"]), ("from", &["vlora", "durres"])]);
    assert_eq!(near, ["coach", "from", "stop"]);
    let all = put(&[
        ("coach", &["YES"]),
        ("from", &["tirana"]),
        ("stop", &["the opera"]),
    ]);
    assert_eq!(all, ["coach", "from", "stop", "why"]);
}

#[test]
fn an_answer_to_a_question_that_is_not_put_opens_nothing() {
    let questions = [
        ("coach", None),
        ("from", on("coach", &["YES"])),
        ("stop", on("from", &[])),
    ];
    let left_over = given(&[("coach", &["NO"]), ("from", &["tirana"])]);
    let put: Vec<&str> = put_of(&questions, &left_over).into_iter().collect();
    assert_eq!(put, ["coach"], "what hangs on what is hidden is hidden");
    let emptied = given(&[("coach", &["YES"]), ("from", &[])]);
    let put: Vec<&str> = put_of(&questions, &emptied).into_iter().collect();
    assert_eq!(put, ["coach", "from"]);
}

#[test]
fn a_condition_speaks_of_a_question_before_it() {
    use EventQuestionKind::{Choice, Date, YesNo};
    let with = |mut question: NewQuestion, condition| {
        question.condition = condition;
        question
    };
    let coach = || new("coach", YesNo, &[]);
    let good = [
        coach(),
        with(new("from", Choice, &["a", "b"]), on("coach", &["YES"])),
    ];
    assert_eq!(told(&judge(&good)), Vec::<String>::new());
    let cases: [(NewQuestion, NewQuestion, &str); 7] = [
        (
            with(coach(), on("from", &[])),
            new("from", Date, &[]),
            "questions.0.condition.question INCONSISTENT",
        ),
        (
            coach(),
            with(new("from", Date, &[]), on("from", &[])),
            "questions.1.condition.question INCONSISTENT",
        ),
        (
            coach(),
            with(new("from", Date, &[]), on("train", &[])),
            "questions.1.condition.question NOT_FOUND",
        ),
        (
            coach(),
            with(new("from", Date, &[]), on("coach", &["YES", "PERHAPS"])),
            "questions.1.condition.anyOf.1 NOT_FOUND",
        ),
        (
            coach(),
            with(new("from", Date, &[]), on("coach", &["YES", "YES"])),
            "questions.1.condition.anyOf.1 TAKEN",
        ),
        (
            new("day", Date, &[]),
            with(new("from", Date, &[]), on("day", &["2026-11-16"])),
            "questions.1.condition.anyOf INCONSISTENT",
        ),
        (
            new("room", Choice, &["a", "b"]),
            with(new("from", Date, &[]), on("room", &["c"])),
            "questions.1.condition.anyOf.0 NOT_FOUND",
        ),
    ];
    for (first, second, expected) in cases {
        assert_eq!(told(&judge(&[first, second])), [expected]);
    }
    // Two that speak of each other: one of them speaks forward.
    let circle = [
        with(coach(), on("from", &[])),
        with(new("from", Date, &[]), on("coach", &[])),
    ];
    assert_eq!(
        told(&judge(&circle)),
        ["questions.0.condition.question INCONSISTENT"]
    );
}

#[test]
fn keys_and_options_are_judged_by_their_place() {
    use EventQuestionKind::{Choice, Choices, Text};
    let mut blank = new("words", Text, &[]);
    blank.wording = LocalizedText::default();
    let mut nameless = new("which", Choices, &["a", "b"]);
    nameless.options[1].label = LocalizedText::default();
    let questions = [
        new("One", Text, &[]),
        new("two", Choice, &["a"]),
        new("two", Choice, &["a", "a", "B"]),
        new("three", Text, &["a"]),
        blank,
        nameless,
    ];
    assert_eq!(
        told(&judge(&questions)),
        [
            "questions.0.key MALFORMED",
            "questions.1.options REQUIRED",
            "questions.2.key TAKEN",
            "questions.2.options.1.key TAKEN",
            "questions.2.options.2.key MALFORMED",
            "questions.3.options INCONSISTENT",
            "questions.4.wording REQUIRED",
            "questions.5.options.1.label REQUIRED",
        ]
    );
    let many: Vec<NewQuestion> = (0..=MOST_QUESTIONS)
        .map(|number| new(&number.to_string(), Text, &[]))
        .collect();
    assert_eq!(told(&judge(&many)), ["questions TOO_MANY"]);
}

fn reads(kind: EventQuestionKind, values: &[&str]) -> Result<Vec<String>, Unfit> {
    let question = new("q", kind, &["a", "b", "c"]);
    let options = if is_chosen(kind) {
        question.options
    } else {
        Vec::new()
    };
    let given: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
    read((kind, &options), &given)
}

#[test]
fn an_answer_is_of_its_questions_kind() {
    use EventQuestionKind as K;
    let own = |values: &[&str]| Ok(values.iter().map(|it| (*it).to_owned()).collect());
    for kind in K::ALL {
        assert_eq!(reads(*kind, &[]), own(&[]), "{kind}");
        assert_eq!(reads(*kind, &["  "]), own(&[]), "{kind}");
    }
    assert_eq!(reads(K::Text, &[" a\r\nb\u{202E} "]), own(&["a\nb"]));
    assert_eq!(reads(K::Text, &["a", "b"]), Err(Unfit::TooMany(1)));
    let long = "x".repeat(LONGEST_ANSWER + 1);
    assert_eq!(
        reads(K::Text, &[&long]),
        Err(Unfit::TooLong(LONGEST_ANSWER))
    );
    assert_eq!(reads(K::Choice, &["b"]), own(&["b"]));
    assert_eq!(reads(K::Choice, &["a", "b"]), Err(Unfit::TooMany(1)));
    assert_eq!(reads(K::Choice, &["d"]), Err(Unfit::Unknown));
    assert_eq!(reads(K::Choices, &["c", "a"]), own(&["a", "c"]));
    assert_eq!(reads(K::Choices, &["a", "a"]), Err(Unfit::Twice));
    assert_eq!(reads(K::YesNo, &["yes"]), own(&["YES"]));
    assert_eq!(
        reads(K::YesNo, &["perhaps"]),
        Err(Unfit::Malformed("yes or no"))
    );
    assert_eq!(reads(K::Date, &["2026-11-16"]), own(&["2026-11-16"]));
    assert_eq!(
        reads(K::Date, &["16/11/2026"]),
        Err(Unfit::Malformed("date"))
    );
    assert_eq!(reads(K::Date, &["0026-11-16"]), Err(Unfit::OutOfRange));
}

#[test]
fn numbers_are_stored_one_way_however_they_are_written() {
    for (typed, stored) in [
        ("12", "12"),
        ("012", "12"),
        ("12,50", "12.5"),
        ("-0.0", "0"),
        ("-3.10", "-3.1"),
        ("0", "0"),
        ("123456789012.1234", "123456789012.1234"),
    ] {
        assert_eq!(number(typed).as_deref(), Some(stored), "{typed}");
    }
    for bad in [
        "",
        "-",
        ".",
        "1.",
        ".5",
        "1.2.3",
        "1e5",
        "٣",
        "NaN",
        "--1",
        "1 000",
        "1.23456",
        "1234567890123",
    ] {
        assert_eq!(number(bad), None, "{bad}");
    }
}
