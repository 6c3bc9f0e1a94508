'use strict';

// Picture gallery: makes small versions of uploaded pictures.

const childProcess = require('node:child_process');
const path = require('node:path');
const util = require('node:util');

const THUMBNAILS = 'thumbnails';

function thumbnailPath(source, width) {
  const base = path.basename(source, path.extname(source));
  return path.join(THUMBNAILS, `${base}-${width}.jpg`);
}

// POST /pictures/:name/thumbnail?width=200
// `source` is the name the picture was uploaded under, `width` the query parameter.
async function makeThumbnail(source, width) {
  const target = thumbnailPath(source, width);
  // Run ImageMagick's "convert SOURCE -resize WIDTHx TARGET", wait until it has ended
  // and return `target`. Reject when convert fails.
