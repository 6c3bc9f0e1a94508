    user = request.session.get("user")
    if user is None:
        return 401, "please sign in"
    sent = request.form.get("form_token", "")
    if not secrets.compare_digest(sent.encode(), request.session["form_token"].encode()):
        return 403, "this form is too old"
    address = request.form.get("address", "").strip()
    if not address:
        return 400, "no address"
    accounts[user]["address"] = address
    return 200, "saved"
