//! A table as CSV (RFC 4180), safe to open with a spreadsheet.
//!
//! Excel separates cells by its region's list separator: `;` in Russian, `,` in English. A line `sep=;` would override it, but then Excel
//! ignores the byte order mark and reads the file in its old code page; so the separator follows the language.

use shared::{account::Language, lead::Exported};
use time::{format_description::well_known::Rfc3339, macros::format_description};

use super::{Cell, Reader, column::COLUMNS};

/// The byte order mark, by which Excel knows UTF-8, and the names of the columns.
pub(crate) fn head(reader: Reader) -> String {
    format!("\u{feff}{}", line(COLUMNS.iter().map(|column| column.head(reader).to_owned()), reader))
}

/// A lead as one record.
pub(crate) fn record(lead: &Exported, reader: Reader) -> String {
    line(COLUMNS.iter().map(|column| cell((column.cell)(lead, reader))), reader)
}

fn line(cells: impl Iterator<Item = String>, reader: Reader) -> String {
    let separator = if reader == Reader::Person(Language::Ru) { ";" } else { "," };
    cells.collect::<Vec<_>>().join(separator) + "\r\n"
}

fn cell(cell: Cell) -> String {
    match cell {
        Cell::Instant(at) => at.format(&Rfc3339).unwrap_or_default(),
        Cell::LocalTime(at) => at.format(format_description!("[year]-[month]-[day] [hour]:[minute]")).unwrap_or_default(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => guarded(&text),
        Cell::Phone(phone) if phone.is_empty() => phone,
        Cell::Phone(phone) => format!("\"{}\"", never_a_number(phone)),
    }
}

/// A plus, digits and separators are no formula. But `LibreOffice` in Russian reads groups of three digits as one number ("+372 512 345") and
/// drops the plus; a hyphen before the last group keeps it a text.
fn never_a_number(phone: String) -> String {
    match phone.rsplit_once(' ') {
        Some((start, end)) if !phone.contains('-') => format!("{start}-{end}"),
        None if phone.starts_with('+') => format!("'{phone}"),
        _ => phone,
    }
}

/// A text with an apostrophe in front where a spreadsheet would compute it (OWASP, "CSV Injection"): a visitor wrote it.
fn guarded(text: &str) -> String {
    let begins = text.trim_start_matches([' ', '\u{a0}', '\u{feff}', '\n']);
    let computed = begins.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let text = if computed { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n', '\t', ';']) || computed { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_quoted_where_it_must_be_and_never_computed() {
        for (text, expected) in [
            ("", ""),
            ("Анна", "Анна"),
            ("a,b", "\"a,b\""),
            ("она сказала \"да\"", "\"она сказала \"\"да\"\"\""),
            ("две\nстроки", "\"две\nстроки\""),
            ("=1+1", "\"'=1+1\""),
            ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""),
            ("=HYPERLINK(\"https://evil.example\")", "\"'=HYPERLINK(\"\"https://evil.example\"\")\""),
            ("+79161234567", "\"'+79161234567\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            (" =1", "\"' =1\""),
            ("\n=1", "\"'\n=1\""),
            ("＝1", "\"'＝1\""),
            ("1=1", "1=1"),
            // A semicolon parts cells where a comma parts the digits of a number.
            ("a;=1", "\"a;=1\""),
        ] {
            assert_eq!(guarded(text), expected, "{text}");
        }
    }

    #[test]
    fn a_phone_is_never_a_number() {
        for (phone, expected) in [
            ("+7 916 299-31-73", "+7 916 299-31-73"),
            ("+372 512 345", "+372 512-345"),
            ("+49 30 901820", "+49 30-901820"),
            ("+99912345", "'+99912345"),
            ("tel:+79162993173", "tel:+79162993173"),
        ] {
            assert_eq!(never_a_number(phone.to_owned()), expected);
        }
    }

    #[test]
    fn the_head_is_in_the_readers_language() {
        assert!(head(Reader::Program).starts_with("\u{feff}created_at,status,name,phone,"));
        assert!(head(Reader::Person(Language::En)).starts_with("\u{feff}Received,Status,Name,Phone,"));
        assert!(head(Reader::Person(Language::Ru)).starts_with("\u{feff}Получена;Статус;Имя;Телефон;"));
    }
}
