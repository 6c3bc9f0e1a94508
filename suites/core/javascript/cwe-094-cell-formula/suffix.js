
module.exports = { columnIndex, isFormula, cellValue };
