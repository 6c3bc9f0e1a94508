//! The samples as Parquet, for data frames: every column of the spreadsheet, and the texts.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::columns::{SampleColumn, Values, columns};
use super::{Report, ReportError};

/// One row per sample.
///
/// # Errors
/// When the encoder fails.
pub fn samples(report: &Report) -> Result<Vec<u8>, ReportError> {
    encode(&columns(report)).map_err(|error| ReportError::Encode {
        what: "samples.parquet",
        reason: error.to_string(),
    })
}

fn encode(columns: &[SampleColumn]) -> Result<Vec<u8>, ParquetError> {
    let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
    let schema = Type::group_type_builder("samples")
        .with_fields(fields)
        .build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("seccoder".to_owned())
        .build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for column in columns {
        let Some(mut into) = group.next_column()? else {
            break;
        };
        match &column.values {
            Values::Text(values) => {
                write::<ByteArrayType, _>(&mut into, values, |text| {
                    ByteArray::from(text.as_str())
                })?;
            }
            Values::Integer(values) => write::<Int64Type, _>(&mut into, values, |value| *value)?,
            Values::Real(values) => write::<DoubleType, _>(&mut into, values, |value| *value)?,
            Values::Truth(values) => write::<BoolType, _>(&mut into, values, |value| *value)?,
        }
        into.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

fn field(column: &SampleColumn) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match column.values {
        Values::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Values::Integer(_) => (Physical::INT64, None),
        Values::Real(_) => (Physical::DOUBLE, None),
        Values::Truth(_) => (Physical::BOOLEAN, None),
    };
    let field = Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()?;
    Ok(Arc::new(field))
}

/// Writes a column: the values that are there, and for every row whether one is.
fn write<D: DataType, T>(
    into: &mut SerializedColumnWriter<'_>,
    values: &[Option<T>],
    convert: impl Fn(&T) -> D::T,
) -> Result<(), ParquetError> {
    let there: Vec<i16> = values
        .iter()
        .map(|value| i16::from(value.is_some()))
        .collect();
    let values: Vec<D::T> = values.iter().flatten().map(convert).collect();
    into.typed::<D>().write_batch(&values, Some(&there), None)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;
    use crate::report::testing;

    fn same(field: &Field, column: &Values, row: usize) -> bool {
        match (field, column) {
            (Field::Null, Values::Text(values)) => values[row].is_none(),
            (Field::Null, Values::Integer(values)) => values[row].is_none(),
            (Field::Null, Values::Real(values)) => values[row].is_none(),
            (Field::Null, Values::Truth(values)) => values[row].is_none(),
            (Field::Str(text), Values::Text(values)) => values[row].as_ref() == Some(text),
            (Field::Long(value), Values::Integer(values)) => values[row] == Some(*value),
            (Field::Double(value), Values::Real(values)) => values[row] == Some(*value),
            (Field::Bool(value), Values::Truth(values)) => values[row] == Some(*value),
            _ => false,
        }
    }

    #[test]
    fn every_value_is_read_back() {
        let report = testing::report();
        let expected = columns(&report);
        let reader = SerializedFileReader::new(Bytes::from(samples(&report).unwrap())).unwrap();
        let rows: Vec<_> = reader
            .get_row_iter(None)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(rows.len(), report.run.samples.len());
        for (number, row) in rows.iter().enumerate() {
            for ((name, field), column) in row.get_column_iter().zip(&expected) {
                assert_eq!(name, column.name);
                assert!(same(field, &column.values, number), "{name}: {field:?}");
            }
        }
    }
}
