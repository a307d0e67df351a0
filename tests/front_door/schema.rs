//! The contract: the committed schema is the server's.

#[test]
fn the_committed_schema_is_what_the_server_serves() {
    let committed = include_str!("../../schema.graphql");
    assert!(
        committed == kuvend_api::schema::sdl(),
        "run `cargo run -- schema > schema.graphql` and name what changed in the CHANGELOG"
    );
}

#[test]
fn crates_use_only_what_their_room_may() {
    let manifest = |path: &str| {
        std::fs::read_to_string(format!(
            "{}/../{path}/Cargo.toml",
            env!("CARGO_MANIFEST_DIR")
        ))
        .unwrap()
    };
    let forbidden = [
        (
            "crates/api",
            vec![
                "sea-orm",
                "lettre",
                "kuvend-notify",
                "kuvend-web",
                "kuvend-server",
            ],
        ),
        (
            "crates/web",
            vec!["sea-orm", "lettre", "async-graphql", "kuvend-server"],
        ),
        (
            "crates/notify",
            vec!["sea-orm", "async-graphql", "axum", "kuvend-"],
        ),
        (
            "crates/domain",
            vec![
                "async-graphql",
                "axum",
                "lettre",
                "kuvend-api",
                "kuvend-web",
                "kuvend-server",
            ],
        ),
        (
            "crates/entity",
            vec!["async-graphql", "axum", "lettre", "kuvend-"],
        ),
    ];
    for (path, names) in forbidden {
        let text = manifest(path);
        let dependencies = text
            .split("[dependencies]")
            .nth(1)
            .unwrap()
            .split("[dev-dependencies]")
            .next()
            .unwrap();
        for name in names {
            assert!(
                !dependencies.lines().any(|line| line.starts_with(name)),
                "{path} must not use {name}"
            );
        }
    }
}
