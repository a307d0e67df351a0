//! Where an event takes place.

use async_graphql::{InputObject, SimpleObject};
use kuvend_entity::value;

use crate::{
    input::{LINE, Reader},
    scalars::CountryCode,
};

/// Rooms of a venue at most.
const MOST_ROOMS: usize = 100;

/// Where an event takes place.
#[derive(Debug, Clone, PartialEq, SimpleObject)]
pub struct Venue {
    /// The house or hall.
    pub name: String,
    /// Street and number.
    pub address: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Country.
    pub country: Option<CountryCode>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// Rooms by name.
    pub rooms: Vec<String>,
    /// How many people the rooms hold, as far as that is known.
    pub room_sizes: Vec<RoomSize>,
}

/// How many people a room holds.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct RoomSize {
    /// Its name.
    pub room: String,
    /// How many.
    pub seats: i32,
}

/// How many people a room holds.
#[derive(Debug, Clone, PartialEq, Eq, InputObject)]
pub struct RoomSizeInput {
    /// Its name, one of `rooms`.
    pub room: String,
    /// How many.
    pub seats: i32,
}

/// Where an event takes place.
#[derive(Debug, Clone, PartialEq, InputObject)]
pub struct VenueInput {
    /// The house or hall.
    pub name: String,
    /// Street and number.
    pub address: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Country.
    pub country: Option<CountryCode>,
    /// Degrees north, -90 to 90. With `longitude` or not at all.
    pub latitude: Option<f64>,
    /// Degrees east, -180 to 180. With `latitude` or not at all.
    pub longitude: Option<f64>,
    /// Rooms by name.
    pub rooms: Option<Vec<String>>,
    /// How many people the rooms hold, as far as that is known.
    pub room_sizes: Option<Vec<RoomSizeInput>>,
}

impl From<&value::Venue> for Venue {
    fn from(venue: &value::Venue) -> Self {
        Self {
            name: venue.name.clone(),
            address: venue.address.clone(),
            city: venue.city.clone(),
            country: venue.country.clone().map(Into::into),
            latitude: venue.latitude,
            longitude: venue.longitude,
            rooms: venue.rooms.clone(),
            room_sizes: venue
                .room_sizes
                .iter()
                .map(|size| RoomSize {
                    room: size.room.clone(),
                    seats: size.seats,
                })
                .collect(),
        }
    }
}

impl VenueInput {
    /// Reads a venue under the field that the reader stands at.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<value::Venue> {
        let name = reader.line("name", &self.name, LINE);
        let mut line = |field: &str, text: Option<&String>| {
            reader.optional(text, |reader, text| reader.line(field, text, LINE))
        };
        let address = line("address", self.address.as_ref());
        let city = line("city", self.city.as_ref());
        let country = reader.optional(self.country.as_ref(), |reader, code| {
            reader.parsed("country", &code.0, "country")
        });
        let latitude = degrees(reader, "latitude", self.latitude, 90);
        let longitude = degrees(reader, "longitude", self.longitude, 180);
        let place = if self.latitude.is_some() == self.longitude.is_some() {
            latitude.zip(longitude)
        } else if self.latitude.is_none() {
            reader.wrong("latitude", kuvend_domain::fault::Code::Required, &[])
        } else {
            reader.wrong("longitude", kuvend_domain::fault::Code::Required, &[])
        };
        let rooms = match &self.rooms {
            None => Some(Vec::new()),
            Some(rooms) => reader.each("rooms", rooms, MOST_ROOMS, |reader, room| {
                reader.line("", room, LINE)
            }),
        };
        let named = rooms.as_deref().unwrap_or_default();
        let room_sizes = self.sizes(reader, named);
        let (latitude, longitude) = place?;
        Some(value::Venue {
            name: name?,
            address: address?,
            city: city?,
            country: country?,
            latitude,
            longitude,
            rooms: rooms?,
            room_sizes: room_sizes?,
        })
    }

    /// How many people the rooms hold: each room that is named, once.
    fn sizes(&self, reader: &mut Reader, rooms: &[String]) -> Option<Vec<value::RoomSize>> {
        let mut known: Vec<String> = Vec::new();
        let sizes = self.room_sizes.as_deref().unwrap_or_default();
        reader.each("roomSizes", sizes, MOST_ROOMS, |reader, size| {
            let seats = reader.within_range(
                "seats",
                size.seats,
                1,
                kuvend_domain::events::LARGEST_CAPACITY,
            );
            let room = reader.line("room", &size.room, LINE)?;
            let is = |other: &String| other.to_lowercase() == room.to_lowercase();
            if !rooms.iter().any(is) {
                return reader.wrong("room", kuvend_domain::fault::Code::NotFound, &[]);
            }
            if known.iter().any(is) {
                return reader.wrong("room", kuvend_domain::fault::Code::Taken, &[]);
            }
            known.push(room.clone());
            Some(value::RoomSize {
                room,
                seats: seats?,
            })
        })
    }
}

#[expect(
    clippy::option_option,
    reason = "unreadable, absent and present are three outcomes"
)]
fn degrees(
    reader: &mut Reader,
    field: &str,
    number: Option<f64>,
    limit: i32,
) -> Option<Option<f64>> {
    reader.optional(number.as_ref(), |reader, number| {
        if number.abs() <= f64::from(limit) {
            Some(*number)
        } else {
            let (low, high) = ((-limit).to_string(), limit.to_string());
            let details = [("low", low.as_str()), ("high", high.as_str())];
            reader.wrong(field, kuvend_domain::fault::Code::OutOfRange, &details)
        }
    })
}
