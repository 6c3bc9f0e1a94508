    user = request.session.get("user")
    if user is None:
        return 401, "please sign in"
    address = request.form.get("address")
    if not address:
        return 400, "no address"
    accounts[user]["address"] = address
    return 200, "saved"
