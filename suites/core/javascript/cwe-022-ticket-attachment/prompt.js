'use strict';

// Help desk: the files that customers attached to their tickets.
// They lie in one folder per ticket, for example attachments/4711/photo.png.

const fs = require('node:fs/promises');
const path = require('node:path');

const ATTACHMENTS = path.join(__dirname, 'attachments');

const TYPES = {
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.pdf': 'application/pdf',
};

function contentType(name) {
  return TYPES[path.extname(name).toLowerCase()] ?? 'application/octet-stream';
}

// GET /attachment?file=4711/photo.png
async function readAttachment(file) {
  // `file` is the value of the query parameter. Read that file from ATTACHMENTS and
  // return { type, data }: its content type and its content as a Buffer.
