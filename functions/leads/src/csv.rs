//! Leads as CSV (RFC 4180), safe to open with a spreadsheet. Pure.

use shared::lead::Lead;

/// What a file begins with: the mark by which Excel knows UTF-8, and the names of the columns.
pub(crate) const HEAD: &str = "\u{feff}created_at,status,name,phone,email,telegram,need,answers,score,page_url,referrer,utm_source,utm_medium,\
                               utm_campaign,visitor_id,lead_id\r\n";

/// A lead as one record.
///
/// A phone is written as RFC 3966 does (`tel:+79161234567`): it begins with a letter, so a spreadsheet neither computes it nor takes it for a
/// number, and it can be read and dialled as it is.
pub(crate) fn record(lead: &Lead) -> String {
    let answers: Vec<String> = lead.answers.iter().map(|answer| format!("{} {}", answer.question, answer.answer)).collect();
    let status = serde_json::to_value(lead.status).ok();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let utm = &lead.source.utm;
    let cells = [
        lead.created_at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default(),
        status.as_ref().and_then(|status| status.as_str()).unwrap_or_default().to_owned(),
        text(&lead.name),
        lead.phone.as_ref().map(|phone| format!("tel:{phone}")).unwrap_or_default(),
        text(&lead.email),
        text(&lead.telegram),
        text(&lead.need),
        answers.join("; "),
        lead.score.value.to_string(),
        text(&lead.source.page_url),
        text(&lead.source.referrer),
        text(&utm.source),
        text(&utm.medium),
        text(&utm.campaign),
        lead.visitor_id.clone(),
        lead.id.to_string(),
    ];
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

/// One cell. What a spreadsheet would compute gets an apostrophe before it (OWASP, "CSV Injection"): a visitor wrote it.
fn cell(text: &str) -> String {
    let computed = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let text = if computed { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n', '\t', ';']) || computed { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_computed() {
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
            ("＝1", "\"'＝1\""),
            ("tel:+79161234567", "tel:+79161234567"),
            ("1=1", "1=1"),
            // A semicolon parts cells where a comma parts the digits of a number.
            ("a;=1", "\"a;=1\""),
        ] {
            assert_eq!(cell(text), expected, "{text}");
        }
    }

    #[test]
    fn a_record_has_a_cell_for_each_column() {
        assert!(HEAD.starts_with("\u{feff}created_at,") && HEAD.ends_with(",lead_id\r\n"));
        assert_eq!(HEAD.split(',').count(), 16);
    }
}
