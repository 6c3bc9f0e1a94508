'use strict';

// Web shop: the contact form. A submitted form becomes a mail, which is piped into the
// machine's sendmail (with -t, so that sendmail reads the recipients from the headers).

const STAFF = 'help@shop.example';
const SENDER = 'website@shop.example';

function isComplete(form) {
  return ['name', 'email', 'subject', 'text'].every((field) => form[field]);
}

// `form` holds the decoded fields of the form: { name, email, subject, text }.
function contactMail(form) {
  // Return the mail as one string. Lines end with "\r\n". First the headers From (SENDER),
  // To (STAFF), Reply-To ("NAME <EMAIL>") and Subject ("[contact] SUBJECT"), then an empty
  // line, then the form's text.
