//! A first look at a document, before a parser that recurses sees it.

use super::{answers::Refused, limits::Limits};

/// Counts tokens and open brackets. What is not lexically GraphQL is left to the parser, which says it better.
///
/// Returns the number of tokens, by which the document is weighed in the cache.
pub(super) fn survey(document: &str, limits: &Limits) -> Result<usize, Refused> {
    let mut lexer = Lexer {
        bytes: document.as_bytes(),
    };
    let (mut tokens, mut open) = (0_usize, 0_usize);
    while let Some(token) = lexer.next_token()? {
        tokens += 1;
        if tokens > limits.tokens {
            return Err(Refused::limit("tokens", limits.tokens, None));
        }
        match token {
            Token::Opening => open += 1,
            Token::Closing => open = open.saturating_sub(1),
            Token::Other => {}
        }
        if open > limits.nesting {
            return Err(Refused::limit("nested brackets", limits.nesting, None));
        }
    }
    Ok(tokens)
}

enum Token {
    Opening,
    Closing,
    Other,
}

struct Lexer<'a> {
    bytes: &'a [u8],
}

impl Lexer<'_> {
    fn next_token(&mut self) -> Result<Option<Token>, Refused> {
        while let Some((&byte, rest)) = self.bytes.split_first() {
            self.bytes = rest;
            match byte {
                0 => return Err(null_byte()),
                // The byte order mark's three bytes count as white space, like commas.
                b' ' | b',' | b'\t' | b'\n' | b'\r' | 0xEF | 0xBB | 0xBF => {}
                b'#' => self.skip_while(|byte| byte != b'\n' && byte != b'\r'),
                b'(' | b'[' | b'{' => return Ok(Some(Token::Opening)),
                b')' | b']' | b'}' => return Ok(Some(Token::Closing)),
                b'"' => {
                    self.skip_string()?;
                    return Ok(Some(Token::Other));
                }
                b'.' => {
                    self.skip_while(|byte| byte == b'.');
                    return Ok(Some(Token::Other));
                }
                b'-' | b'0'..=b'9' => {
                    self.skip_while(|byte| is_word(byte) || matches!(byte, b'.' | b'+' | b'-'));
                    return Ok(Some(Token::Other));
                }
                _ if is_word(byte) => {
                    self.skip_while(is_word);
                    return Ok(Some(Token::Other));
                }
                _ => return Ok(Some(Token::Other)),
            }
        }
        Ok(None)
    }

    fn skip_while(&mut self, belongs: impl Fn(u8) -> bool) {
        while let Some((&byte, rest)) = self.bytes.split_first()
            && belongs(byte)
        {
            self.bytes = rest;
        }
    }

    fn skip_string(&mut self) -> Result<(), Refused> {
        if let Some(rest) = self.bytes.strip_prefix(b"\"\"") {
            self.bytes = rest;
            return self.skip_block_string();
        }
        while let Some((&byte, rest)) = self.bytes.split_first() {
            self.bytes = rest;
            match byte {
                0 => return Err(null_byte()),
                b'"' | b'\n' | b'\r' => return Ok(()),
                b'\\' if rest.starts_with(b"u0000") => return Err(null_byte()),
                b'\\' => self.bytes = rest.get(1..).unwrap_or_default(),
                _ => {}
            }
        }
        Ok(())
    }

    fn skip_block_string(&mut self) -> Result<(), Refused> {
        while let Some((&byte, rest)) = self.bytes.split_first() {
            if byte == 0 {
                return Err(null_byte());
            }
            if let Some(rest) = self.bytes.strip_prefix(b"\"\"\"") {
                self.bytes = rest;
                return Ok(());
            }
            self.bytes = self.bytes.strip_prefix(b"\\\"\"\"").unwrap_or(rest);
        }
        Ok(())
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn null_byte() -> Refused {
    Refused::malformed("the document contains a null character")
}

#[cfg(test)]
mod tests {
    use super::survey;
    use crate::transport::Limits;

    fn tokens(document: &str) -> Option<usize> {
        survey(document, &Limits::default()).ok()
    }

    #[test]
    fn tokens_are_counted_as_the_specification_counts_them() {
        assert_eq!(tokens("{ a }"), Some(3));
        assert_eq!(tokens("query($a:Int=-1.5){a(b:$a)@c ...D}"), Some(22));
        assert_eq!(tokens("{ a(b: \"x \\\" } y\") # } { \"\n }"), Some(8));
        assert_eq!(tokens("{ a(b: \"\"\"x \" \\\"\"\" } \"\"\") }"), Some(8));
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_nest() {
        let brackets = "{".repeat(100);
        assert!(tokens(&format!("{{ a(b: \"{brackets}\") #{brackets}\n}}")).is_some());
        assert!(tokens(&brackets).is_none());
        assert!(tokens(&"[".repeat(49)).is_none());
        assert!(tokens(&"(".repeat(48)).is_some());
    }

    #[test]
    fn null_characters_are_refused_wherever_they_hide() {
        assert!(tokens("{ a\0 }").is_none());
        assert!(tokens("{ a(b: \"\0\") }").is_none());
        assert!(tokens("{ a(b: \"\\u0000\") }").is_none());
        assert!(tokens("{ a(b: \"\"\"\0\"\"\") }").is_none());
        assert!(tokens("{ a(b: \"\\\\u0000\") }").is_some());
    }
}
