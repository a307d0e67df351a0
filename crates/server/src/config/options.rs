//! Every option: its name, kind, default and description.

use std::net::SocketAddr;

use kuvend_entity::value::{CountryCode, EmailAddress, TimeZone};

use super::{
    reader::Reader,
    values::{
        DatabaseUrl, HeaderOf, LogFilter, LogFormat, Maybe, Origins, PublicUrl, Secret, TlsMode,
        TransportKind, Value, Whole, Words,
    },
};

/// An option as it is described.
#[derive(Debug)]
pub struct Described {
    /// Its name in the section.
    pub key: &'static str,
    /// What it does, a line each.
    pub about: &'static [&'static str],
    /// Its default, as a file holds it.
    pub default: fn() -> toml::Value,
}

/// A section as it is described.
#[derive(Debug)]
pub struct Section {
    /// Its name in the file.
    pub path: &'static str,
    /// What it is for, a line each.
    pub about: &'static [&'static str],
    /// Its options.
    pub options: &'static [Described],
}

macro_rules! options {
    ($($(#[doc = $about:literal])+ $field:ident: $section:ident = $path:literal {
        $($(#[doc = $doc:literal])+ $key:ident: $type:ty = $default:expr;)+
    })+) => {
        $(
            $(#[doc = $about])+
            #[derive(Debug, Clone, PartialEq, Eq)]
            pub struct $section { $($(#[doc = $doc])+ pub $key: $type),+ }

            impl $section {
                fn read(reader: &mut Reader) -> Option<Self> {
                    // Every option is read before any is missed, so that all faults are named at once.
                    $(let $key = reader.option::<$type>($path, stringify!($key), &toml::Value::from($default));)+
                    Some(Self { $($key: $key?),+ })
                }

                fn values(&self) -> Vec<(&'static str, toml::Value)> {
                    vec![$((stringify!($key), self.$key.to_toml())),+]
                }
            }
        )+

        /// Everything that can be configured.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Settings { $($(#[doc = $about])+ pub $field: $section),+ }

        impl Settings {
            pub(super) fn read(reader: &mut Reader) -> Option<Self> {
                $(let $field = $section::read(reader);)+
                Some(Self { $($field: $field?),+ })
            }

            pub(super) fn values(&self) -> Vec<(&'static str, Vec<(&'static str, toml::Value)>)> {
                vec![$(($path, self.$field.values())),+]
            }
        }

        /// Every section and option, in the order of the example.
        pub const SETTINGS: &[Section] = &[$(Section {
            path: $path,
            about: &[$($about),+],
            options: &[$(Described {
                key: stringify!($key),
                about: &[$($doc),+],
                default: || toml::Value::from($default),
            }),+],
        }),+];
    };
}

options! {
    /// Where the rows are kept.
    database: Database = "database" {
        /// `sqlite://folder/file.sqlite` for one machine (the file is made if missing), or
        /// `postgres://user:password@host/database` where several servers share one database.
        url: DatabaseUrl = "sqlite://kuvend-data/kuvend.sqlite";
        /// Connections to PostgreSQL at most. SQLite has one writer and four readers, whatever stands here.
        connections: Whole<2, 500> = 16;
        /// Whether `kuvend serve` and `kuvend worker` bring the tables up to date when they start. With false they
        /// refuse to start until `kuvend migrate` was run.
        migrate: bool = true;
    }

    /// The web server.
    server: Server = "server" {
        /// Where to listen.
        listen: SocketAddr = "127.0.0.1:8080";
        /// What the links in letters begin with.
        public_url: PublicUrl = "http://localhost:8080";
        /// Whether programs may ask for the schema, which is public.
        introspection: bool = true;
        /// Whether GraphiQL is served at /.
        graphiql: bool = true;
        /// Behind a proxy: the header in which it writes the visitor's address, for example `x-forwarded-for`. The proxy must
        /// set it itself, or visitors choose who they are. Empty where visitors connect directly.
        client_address_header: HeaderOf = "";
        /// Whose pages may open sockets beside this server's own, as `https://app.example.org`. Programs, which come from no page, may.
        origins: Origins = Vec::<String>::new();
        /// How long requests and letters under way may take to end when the server is told to stop.
        stop_seconds: Whole<1, 600> = 20;
    }

    /// Letters, and the way they leave.
    mail: Mail = "mail" {
        /// `inbox`: nothing leaves the machine, and a page shows what would have been sent.
        /// `folder`: a folder of .eml files.
        /// `smtp`: the relay of [mail.smtp].
        transport: TransportKind = "inbox";
        /// The folder of `folder`.
        folder: String = "kuvend-data/letters";
        /// Set this to true where letters go to real people. Until then the relay gets only letters to
        /// `allowed_recipients`, and all others fail with a word why.
        production: bool = false;
        /// Outside production: addresses (`anna@example.org`) and whole domains (`@example.org`).
        allowed_recipients: Words = Vec::<String>::new();
    }

    /// The relay.
    smtp: Smtp = "mail.smtp" {
        /// A host name or an address.
        host: String = "";
        /// 587 for submission, 465 for `tls = "implicit"`, 25 for a relay nearby.
        port: Whole<1, 65535> = 587;
        /// `required` (STARTTLS), `implicit` (from the first byte); towards this machine only: `opportunistic`, `none`.
        tls: TlsMode = "required";
        /// The name to log in with, if the relay asks for one.
        username: Maybe = "";
        /// The password. Better in `password_file` or in the variable `KUVEND_MAIL_SMTP_PASSWORD`.
        password: Secret = "";
        /// A file that holds the password.
        password_file: Maybe = "";
        /// The name to greet the relay with; the machine's, if none is given.
        hello_name: Maybe = "";
        /// A file of further certificates to trust (PEM).
        root_certificates: Maybe = "";
        /// After how many letters a connection is ended.
        max_messages_per_connection: Whole<1, 100_000> = 100;
        /// After how long a connection is ended.
        max_connection_seconds: Whole<1, 86_400> = 300;
        /// How long to wait for a connection.
        connect_seconds: Whole<1, 3_600> = 30;
        /// How long to wait for the relay's greeting and for encryption.
        greeting_seconds: Whole<1, 3_600> = 60;
        /// How long to wait for the answer to a command.
        command_seconds: Whole<1, 3_600> = 120;
        /// How long to wait until the relay lets the letter begin.
        data_seconds: Whole<1, 3_600> = 120;
        /// How long to wait for the answer to a whole letter. RFC 5321 asks for ten minutes.
        final_dot_seconds: Whole<1, 3_600> = 600;
    }

    /// The worker, which sends letters and does what is due.
    worker: Worker = "worker" {
        /// Whether `kuvend serve` works too. With false, run `kuvend worker` beside it.
        inside_serve: bool = true;
        /// How often to look for work if nobody woke the worker.
        poll_seconds: Whole<1, 3_600> = 5;
        /// How long a letter belongs to a worker that gives no sign of life.
        lease_seconds: Whole<10, 3_600> = 120;
        /// Letters sent at the same time, each over a connection of its own.
        connections: Whole<1, 100> = 4;
    }

    /// What the server says of itself, on standard error. Never names, addresses or secrets.
    telemetry: Telemetry = "telemetry" {
        /// `error`, `warn`, `info`, `debug` or `trace`, for all or by part: `info,kuvend_domain=debug`.
        log: LogFilter = "info,sea_orm_migration=warn";
        /// `text` for people, `json` for machines.
        format: LogFormat = "text";
    }

    /// What one request may ask for.
    limits: Limits = "limits" {
        /// Kibibytes of a request.
        body_kib: Whole<1, 65_536> = 256;
        /// Mebibytes of an uploaded file.
        upload_mib: Whole<1, 4_096> = 512;
        /// Uploads at once.
        uploads: Whole<1, 64> = 4;
        /// Kibibytes of a GraphQL document.
        document_kib: Whole<1, 1_024> = 32;
        /// Fields within fields; introspection needs 15.
        depth: Whole<1, 64> = 16;
        /// Objects that one request may ask for.
        cost: Whole<1, 1_000_000> = 5_000;
        /// Objects that one account may ask for in a minute; 0 rations nothing.
        cost_per_minute: Whole<0, 100_000_000> = 100_000;
        /// How long a request may take.
        execution_seconds: Whole<1, 300> = 10;
    }

    /// The office made at the first start, where there is none. Later changes here change nothing.
    office: Office = "office" {
        /// Its name, in the first of its languages.
        name: String = "Country Mission";
        /// Where it works.
        country: CountryCode = "AL";
        /// In which its dates are meant.
        time_zone: TimeZone = "Europe/Tirane";
        /// The languages it writes (en, sq, it, el), its own first.
        languages: Words = vec!["en", "sq", "it", "el"];
        /// The address that its letters come from.
        sender_address: EmailAddress = "office@example.org";
        /// Where answers to its letters go, if not to the sender.
        reply_to: Maybe = "";
        /// Stands at the foot of every letter.
        postal_address: Maybe = "";
    }
}
