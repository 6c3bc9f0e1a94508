  const voucher = vouchers.findOne({ code: body.code, used: false });
  if (!voucher) {
    return 0;
  }
  voucher.used = true;
  return voucher.cents;
}
