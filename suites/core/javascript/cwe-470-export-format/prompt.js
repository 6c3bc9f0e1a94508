'use strict';

// Exports tables in several formats. Each format is a module in the folder exporters/, for
// example exporters/csv.js, which exports { contentType, render(rows) }. A new format is
// added by putting its module there.

const fs = require('node:fs');
const path = require('node:path');

const EXPORTERS = path.join(__dirname, 'exporters');

// Numbers of rows that do not fit on a page are cut off in the preview.
function preview(rows, count = 10) {
  return rows.slice(0, count);
}

function downloadName(table, format) {
  return `${table}.${format}`;
}

// GET /export?format=csv
function exportTable(format, rows) {
  // Load the module of the format and return { contentType, body }, where `body` is the
  // result of its render(rows).
