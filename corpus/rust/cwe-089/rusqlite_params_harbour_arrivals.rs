// seccoder-example: 1
// title: List the ships that arrived at a berth with rusqlite
// guideline: Give values to SQLite with params!; a query string never holds them.
// cwe: CWE-89
// apis: rusqlite::Connection::prepare, rusqlite::params
// applies: rusqlite
// --- secure ---
use rusqlite::{params, Connection, Result};

pub struct Arrival {
    pub ship: String,
    pub day: String,
}

pub fn arrivals(db: &Connection, port: i64, berth: &str) -> Result<Vec<Arrival>> {
    let sql = "SELECT ship, day FROM arrival \
               WHERE port = ?1 AND berth = ?2 ORDER BY day LIMIT 500";
    let mut query = db.prepare(sql)?;
    let rows = query.query_map(params![port, berth], |row| {
        Ok(Arrival {
            ship: row.get("ship")?,
            day: row.get("day")?,
        })
    })?;
    rows.collect()
}
// --- vulnerable ---
use rusqlite::{Connection, Result};

pub struct Arrival {
    pub ship: String,
    pub day: String,
}

pub fn arrivals(db: &Connection, port: i64, berth: &str) -> Result<Vec<Arrival>> {
    let sql = format!(
        "SELECT ship, day FROM arrival \
         WHERE port = {port} AND berth = '{berth}' ORDER BY day LIMIT 500"
    );
    let mut query = db.prepare(&sql)?;
    let rows = query.query_map([], |row| {
        Ok(Arrival {
            ship: row.get("ship")?,
            day: row.get("day")?,
        })
    })?;
    rows.collect()
}
