//! People, organisations, programmes and the gate on both engines. `PostgreSQL` is asked where `KUVEND_TEST_POSTGRES`
//! names a server.

#[cfg(test)]
#[path = "people/gate.rs"]
mod gate;
#[cfg(test)]
#[path = "people/importing.rs"]
mod importing;
#[cfg(test)]
#[path = "people/importing_kinds.rs"]
mod importing_kinds;
#[cfg(test)]
#[path = "people/listing.rs"]
mod listing;
#[cfg(test)]
#[path = "people/planning.rs"]
mod planning;
#[cfg(test)]
#[path = "people/programmes.rs"]
mod programmes;
#[cfg(test)]
#[path = "people/registering.rs"]
mod registering;
#[cfg(test)]
#[path = "people/searching.rs"]
mod searching;
#[cfg(test)]
#[path = "people/updating.rs"]
mod updating;
#[cfg(test)]
#[path = "people/world.rs"]
mod world;
