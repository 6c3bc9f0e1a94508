
module.exports = { invoices, listInvoices, showInvoice };
