"""Files as people choose them, and as an attacker would make them."""

from io import BytesIO

from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

SECRET = "Tallinn, Harju 1"
ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def a_picture(mode="RGB", size=(40, 20), format="PNG", **how) -> bytes:
    target = BytesIO()
    image = Image.new(mode, size)
    if mode == "RGB":
        image.paste((200, 30, 30), (0, 0, size[0] // 2, size[1]))
    image.save(target, format, **how)
    return target.getvalue()


def a_photo(orientation=1, size=(40, 20), **how) -> bytes:
    """A JPEG as a telephone makes it: with the place, the maker, and which way it was held."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, SECRET
    degrees = tuple(IFDRational(each) for each in (59, 26, 13))
    exif[GPS] = {1: "N", 2: degrees, 3: "E", 4: degrees}
    return a_picture(size=size, format="JPEG", exif=exif, comment=SECRET.encode(), **how)


def a_talking_png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET)
    notes.add_itxt("XML:com.adobe.xmp", SECRET)
    return a_picture(pnginfo=notes)


def a_pdf(*, pages=1, width=200) -> bytes:
    """Pages that are drawn on, each once."""
    writer = PdfWriter()
    for number in range(pages):
        a_page(writer, f"1 0 0 rg {number} 0 50 50 re f".encode(), width=width)
    return written(writer)


def a_page(writer, drawing: bytes, *, width=200):
    page = writer.add_blank_page(width=width, height=100)
    stream = DecodedStreamObject()
    stream.set_data(drawing)
    page[NameObject("/Contents")] = writer._add_object(stream)
    return page


def written(writer) -> bytes:
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def named(**entries) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in entries.items()})


def numbers(*values) -> ArrayObject:
    return ArrayObject(FloatObject(value) for value in values)


def script(text="app.alert(1)") -> DictionaryObject:
    return named(S=NameObject("/JavaScript"), JS=TextStringObject(text))


def a_malicious_pdf() -> bytes:
    """A PDF that runs scripts, opens programs and addresses, carries a file, and tells tales."""
    writer = PdfWriter()
    page = a_page(writer, b"1 0 0 rg 0 0 50 50 re f")
    writer.add_attachment("evil.exe", b"MZ evil")
    writer.add_metadata({"/Author": SECRET, "/Title": SECRET})
    page[NameObject("/AA")] = named(O=script())
    page[NameObject("/Metadata")] = writer._add_object(a_stream(SECRET.encode()))
    page[NameObject("/PieceInfo")] = named(App=TextStringObject(SECRET))
    launch = named(S=NameObject("/Launch"), F=TextStringObject("cmd.exe"))
    uri = named(S=NameObject("/URI"), URI=TextStringObject("https://evil.example"))
    page[NameObject("/Annots")] = ArrayObject(
        writer._add_object(
            named(
                Type=NameObject("/Annot"),
                Subtype=NameObject("/Link"),
                Rect=numbers(0, 0, 50, 50),
                A=action,
            )
        )
        for action in (launch, uri, script())
    )
    form = a_stream(b"0 0 10 10 re f", Type="XObject", Subtype="Form")
    form[NameObject("/BBox")] = numbers(0, 0, 10, 10)
    form[NameObject("/PieceInfo")] = named(App=TextStringObject(SECRET))
    form[NameObject("/OPI")] = named(F=TextStringObject("cmd.exe"))
    postscript = a_stream(b"(evil) print", Type="XObject", Subtype="PS")
    external = a_stream(b"", Type="XObject", Subtype="Image")
    external[NameObject("/F")] = TextStringObject("cmd.exe")
    drawn = named(
        Good=writer._add_object(form),
        Bad=writer._add_object(postscript),
        Away=writer._add_object(external),
    )
    page[NameObject("/Resources")] = named(XObject=drawn, Evil=script())
    root = writer.root_object
    named_script = ArrayObject([TextStringObject("evil"), script("app.alert('named')")])
    root[NameObject("/Names")][NameObject("/JavaScript")] = named(Names=named_script)
    root[NameObject("/OpenAction")] = script("app.alert('again')")
    root[NameObject("/AA")] = named(WC=script())
    root[NameObject("/URI")] = named(Base=TextStringObject("https://evil.example"))
    root[NameObject("/AcroForm")] = named(Fields=ArrayObject(), XFA=a_stream(b"<xdp/>"))
    return written(writer)


def a_stream(data: bytes, **names: str) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    for name, value in names.items():
        stream[NameObject(f"/{name}")] = NameObject(f"/{value}")
    return stream


def a_filled_form(subtype="/Widget", flags=4) -> bytes:
    """A PDF whose only word is in a field that was filled in."""
    writer = PdfWriter()
    page = a_page(writer, b"")
    look = a_stream(b"0 0 1 rg 0 0 10 10 re f", Type="XObject", Subtype="Form")
    look[NameObject("/BBox")] = numbers(0, 0, 10, 10)
    mark = named(
        Type=NameObject("/Annot"),
        Subtype=NameObject(subtype),
        Rect=numbers(20, 30, 60, 50),
        F=NumberObject(flags),
        AP=named(N=writer._add_object(look)),
        A=script(),
    )
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(mark)])
    return written(writer)


def a_scan(*, packed=False) -> bytes:
    """A PDF that holds a photograph as the telephone made it."""
    photo = a_photo()
    writer = PdfWriter()
    page = a_page(writer, b"q 200 0 0 100 0 0 cm /Photo Do Q")
    stream = a_stream(photo, Type="XObject", Subtype="Image", Filter="DCTDecode")
    stream[NameObject("/Width")], stream[NameObject("/Height")] = NumberObject(40), NumberObject(20)
    stream[NameObject("/ColorSpace")] = NameObject("/DeviceRGB")
    stream[NameObject("/BitsPerComponent")] = NumberObject(8)
    kept = stream.flate_encode() if packed else stream
    page[NameObject("/Resources")] = named(XObject=named(Photo=writer._add_object(kept)))
    return written(writer)


def a_locked_pdf(password: str) -> bytes:
    writer = PdfWriter()
    a_page(writer, b"")
    writer.encrypt(password, "owner", algorithm="RC4-128")
    return written(writer)
