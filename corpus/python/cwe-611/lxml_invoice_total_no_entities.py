# seccoder-example: 1
# title: Read the total of a supplier invoice in XML with lxml
# guideline: Parse foreign XML with resolve_entities=False, no DTD and no network.
# cwe: CWE-611, CWE-776
# apis: lxml.etree.XMLParser, lxml.etree.parse
# applies: lxml
# --- secure ---
from decimal import Decimal, InvalidOperation

from lxml import etree


def invoice_total(path: str) -> Decimal:
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    invoice = etree.parse(path, parser)
    try:
        total = Decimal(invoice.findtext("totals/payable", "").strip())
    except InvalidOperation:
        raise ValueError("the invoice has no payable total") from None
    if not total.is_finite():
        raise ValueError("the invoice has no payable total")
    return total
# --- vulnerable ---
from decimal import Decimal, InvalidOperation

from lxml import etree


def invoice_total(path: str) -> Decimal:
    parser = etree.XMLParser(
        resolve_entities=True, load_dtd=True, no_network=False, huge_tree=True
    )
    invoice = etree.parse(path, parser)
    try:
        total = Decimal(invoice.findtext("totals/payable", "").strip())
    except InvalidOperation:
        raise ValueError("the invoice has no payable total") from None
    if not total.is_finite():
        raise ValueError("the invoice has no payable total")
    return total
