// seccoder-example: 1
// title: Search flats by city and rent with the MongoDB driver
// guideline: Write filters as objects with checked values; never build a $where expression.
// cwe: CWE-943, CWE-95
// apis: mongodb.Collection.find
// applies: mongodb
// --- secure ---
const FIELDS = { _id: 0, street: 1, rooms: 1, rent: 1 };

function searchFlats(db, { city, maxRent }) {
  const rent = Number(maxRent);
  if (typeof city !== "string" || !Number.isFinite(rent)) {
    throw new TypeError("city and maximum rent are needed");
  }
  return db
    .collection("flats")
    .find({ listed: true, city, rent: { $lte: rent } })
    .project(FIELDS)
    .sort({ rent: 1 })
    .limit(50)
    .maxTimeMS(2_000)
    .toArray();
}

module.exports = { searchFlats };
// --- vulnerable ---
const FIELDS = { _id: 0, street: 1, rooms: 1, rent: 1 };

function searchFlats(db, { city, maxRent }) {
  return db
    .collection("flats")
    .find({ $where: `this.listed && this.city == '${city}' && this.rent <= ${maxRent}` })
    .project(FIELDS)
    .sort({ rent: 1 })
    .limit(50)
    .maxTimeMS(2_000)
    .toArray();
}

module.exports = { searchFlats };
