"""What a file says of itself, so that it may call itself both PDF/A-3a and PDF/UA-1."""

import pydyf  # type: ignore[import-untyped] # it has no types
from weasyprint import Document
from weasyprint.pdf.metadata import DocumentMetadata

# PDF/A knows no properties of PDF/UA: a file that uses them must bring their description along.
UNIVERSAL = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""
 pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
END = b"</rdf:RDF>"


class BothStandards(DocumentMetadata):  # type: ignore[misc] # WeasyPrint has no types
    """Metadata that name both standards, in one RDF and not packed: some validators insist."""

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        written: bytes = super().generate_rdf_metadata(variant, version, conformance)
        return written.removesuffix(END) + UNIVERSAL + END

    def include_in_pdf(
        self, pdf: pydyf.PDF, variant: str, version: int, conformance: str, _compress: object
    ) -> None:
        super().include_in_pdf(pdf, variant, version, conformance, compress=False)


def name_both_standards(document: Document) -> None:
    document.metadata = BothStandards(**vars(document.metadata))
