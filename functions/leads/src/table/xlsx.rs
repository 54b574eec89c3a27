//! A table as an Excel workbook with typed cells.

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use shared::{account::Language, lead::Exported};
use time::PrimitiveDateTime;

use super::{Cell, Reader, column::COLUMNS};

/// The longest text of a cell, in UTF-16 code units as Excel counts.
const LONGEST: usize = 32_767;

/// A workbook that is being written. Finished rows are in a temporary file.
pub(crate) struct Xlsx {
    workbook: Workbook,
    reader: Reader,
    rows: u32,
    date: Format,
}

impl Xlsx {
    pub(crate) fn new(language: Language) -> Result<Self, XlsxError> {
        let (mut workbook, reader) = (Workbook::new(), Reader::Person(language));
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(if language == Language::Ru { "Заявки" } else { "Leads" })?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (at, column) in (0..).zip(&COLUMNS) {
            sheet.set_column_width(at, column.width)?;
            sheet.write_string_with_format(0, at, column.head(reader), &bold)?;
        }
        let date = Format::new().set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Left);
        Ok(Self { workbook, reader, rows: 0, date })
    }

    pub(crate) fn push(&mut self, lead: &Exported) -> Result<(), XlsxError> {
        self.rows += 1;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (at, column) in (0..).zip(&COLUMNS) {
            write(sheet, (self.rows, at), (column.cell)(lead, self.reader), &self.date)?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        let last = u16::try_from(COLUMNS.len() - 1).unwrap_or_default();
        self.workbook.worksheet_from_index(0)?.autofilter(0, 0, self.rows, last)?;
        self.workbook.save_to_buffer()
    }
}

fn write(sheet: &mut Worksheet, (row, column): (u32, u16), cell: Cell, date: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Instant(at) => {
            sheet.write_datetime_with_format(row, column, excel(PrimitiveDateTime::new(at.date(), at.time()))?, date)?
        }
        Cell::LocalTime(at) => sheet.write_datetime_with_format(row, column, excel(at)?, date)?,
        Cell::Number(number) => sheet.write(row, column, number)?,
        Cell::Text(text) | Cell::Phone(text) if text.is_empty() => sheet,
        // Written as a string, whatever it begins with: nothing is computed.
        Cell::Text(text) | Cell::Phone(text) => sheet.write_string(row, column, shortened(&text))?,
    };
    Ok(())
}

fn excel(at: PrimitiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(at.year()).unwrap_or_default();
    ExcelDateTime::from_ymd(year, at.month().into(), at.day())?.and_hms(at.hour().into(), at.minute(), at.second())
}

fn shortened(text: &str) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= LONGEST
    };
    text.chars().take_while(fits).collect()
}
