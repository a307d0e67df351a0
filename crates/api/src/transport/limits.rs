//! What one request may ask for.

use std::time::Duration;

/// The bounds of a request. Each is checked before any resolver runs, except `execution`.
///
/// [`Limits::default`] is what the documentation promises; a configuration overrides single values.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a POST body.
    pub body_bytes: usize,
    /// How long a client may take to send its body.
    pub body_time: Duration,
    /// Bytes of an uploaded file.
    pub upload_bytes: u64,
    /// How long a client that uploads may send nothing.
    pub upload_pause: Duration,
    /// How long an upload may take as a whole.
    pub upload_time: Duration,
    /// Uploads at once.
    pub uploads: usize,
    /// Bytes of the GraphQL document, by GET or POST.
    pub document_bytes: usize,
    /// Lexical tokens of the document, counted before it is parsed.
    pub tokens: usize,
    /// Brackets of any kind open at once, counted before the document is parsed.
    pub nesting: usize,
    /// Fields within fields; introspection as `GraphiQL` sends it needs 15.
    pub depth: usize,
    /// Selections after each spread is replaced by its fragment, summed over all operations.
    pub fields: usize,
    /// Aliases, likewise expanded and summed.
    pub aliases: usize,
    /// Fields at the root of one operation.
    pub root_fields: usize,
    /// Directives, likewise expanded and summed.
    pub directives: usize,
    /// Operations in one document.
    pub operations: usize,
    /// Objects one request may ask for, with its variables.
    pub cost: u64,
    /// How long resolvers may take together.
    pub execution: Duration,
    /// Parsed documents kept, counted in documents of 200 tokens; larger ones take more room.
    pub documents_cached: usize,
    /// Whether the schema may be asked for; it is public.
    pub introspection: bool,
    /// Whether `GraphiQL` is served at `/`.
    pub graphiql: bool,
    /// Whose pages may open sockets beside those of this host: scheme, host and port, in small letters.
    pub origins: Vec<String>,
    /// Objects an identity may ask for per minute; 0 rations nothing.
    pub cost_per_minute: u64,
    /// Identities whose spending is remembered at once.
    pub identities: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            body_time: Duration::from_secs(10),
            upload_bytes: 512 * 1024 * 1024,
            upload_pause: Duration::from_secs(10),
            upload_time: Duration::from_hours(1),
            uploads: 4,
            document_bytes: 32 * 1024,
            tokens: 4_000,
            nesting: 48,
            depth: 16,
            fields: 2_000,
            aliases: 50,
            root_fields: 20,
            directives: 40,
            operations: 20,
            cost: 5_000,
            execution: Duration::from_secs(10),
            documents_cached: 500,
            introspection: true,
            graphiql: true,
            origins: Vec::new(),
            cost_per_minute: 100_000,
            identities: 10_000,
        }
    }
}
