  const oneLine = (value) => String(value).replace(/[\r\n]+/g, ' ');
  const headers = [
    `From: ${SENDER}`,
    `To: ${STAFF}`,
    `Reply-To: ${oneLine(form.name)} <${oneLine(form.email)}>`,
    `Subject: [contact] ${oneLine(form.subject)}`,
  ];
  return `${headers.join('\r\n')}\r\n\r\n${form.text}`;
}
