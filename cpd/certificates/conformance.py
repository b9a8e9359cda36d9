"""Whether a file keeps to PDF/A-3a and to PDF/UA-1."""

import page

PROFILES = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)


def problems(pdf: bytes) -> list[str]:
    """Name each rule that the file breaks, with the standard it belongs to."""
    found = []
    for profile in PROFILES:
        try:
            report = page.validate_pdf_bytes(pdf, profile=profile)
        except page.PageError as error:
            return [f"The file cannot be read: {error}"]
        found += [f"{one.rule_id}: {one.message}" for one in report.failures]
    return found
