  return [
    `From: ${SENDER}`,
    `To: ${STAFF}`,
    `Reply-To: ${form.name} <${form.email}>`,
    `Subject: [contact] ${form.subject}`,
    '',
    form.text,
  ].join('\r\n');
}
