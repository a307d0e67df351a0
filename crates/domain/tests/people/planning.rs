//! What SQLite is told of the tables, so that it does not read an office to find some people by their keys.

use kuvend_entity::{contact, id::ContactId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    Statement,
};

use crate::world::{World, on_both};

async fn people_of_an_office_are_found_by_their_keys(world: &World) {
    if world.op.db.backend() != DbBackend::Sqlite {
        return;
    }
    let asked = contact::Entity::find()
        .select_only()
        .column(contact::Column::Id)
        .filter(contact::Column::OfficeId.eq(world.office))
        .filter(contact::Column::MergedIntoId.is_null())
        .filter(contact::Column::Id.is_in((0..500).map(|_| ContactId::new())))
        .build(DbBackend::Sqlite);
    let sql = format!("EXPLAIN QUERY PLAN {}", asked.sql);
    // The readers were open before the tables were there.
    for connection in [world.op.db.reader(), world.op.db.writer()] {
        let explain = Statement {
            sql: sql.clone(),
            ..asked.clone()
        };
        let plan = connection.query_all_raw(explain).await.unwrap();
        let plan: Vec<String> = plan
            .iter()
            .map(|row| row.try_get("", "detail").unwrap())
            .collect();
        assert_eq!(
            plan,
            ["SEARCH contact USING INDEX sqlite_autoindex_contact_1 (id=?)"],
            "{connection:?}"
        );
    }
}

on_both! {
    people_of_an_office_are_found_by_their_keys
}
