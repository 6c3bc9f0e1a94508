
module.exports = { preview, downloadName, exportTable };
