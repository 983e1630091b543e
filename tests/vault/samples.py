"""Files as people send them, and as nobody should."""

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

# What must be found nowhere once a file was made again.
TOLD = "TOLD"


def exif(orientation: int = 1) -> Image.Exif:
    """Where, when and with what."""
    found = Image.Exif()
    found[ExifTags.Base.Make] = f"{TOLD} maker"
    found[ExifTags.Base.Orientation] = orientation
    place = found.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (50.0, 38.0, 0.0)
    place[ExifTags.GPS.GPSAreaInformation] = f"{TOLD} place"
    return found


def picture(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Red, with a blue corner at the top left: one sees which way up it is."""
    made = Image.new("RGB", size, (200, 30, 30))
    made.paste((30, 30, 200), (0, 0, size[0] // 2, size[1] // 2))
    return made.convert(mode)


def image_bytes(image: Image.Image, kind: str, **options: Any) -> bytes:
    """As Pillow writes it."""
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg(orientation: int = 1, size: tuple[int, int] = (60, 40)) -> bytes:
    """A photograph of a telephone."""
    return image_bytes(
        picture(size), "JPEG", exif=exif(orientation), comment=TOLD.encode(),
        xmp=f"<x>{TOLD}</x>".encode(), icc_profile=TOLD.encode() * 40,
    )  # fmt: skip


def png(**options: Any) -> bytes:
    """A screen with words beside the points."""
    words = PngInfo()
    words.add_text("Author", TOLD)
    words.add_itxt("Comment", TOLD, zip=True)
    return image_bytes(picture(), "PNG", pnginfo=words, exif=exif(), **options)


def pdf_bytes(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    """Uncompressed, so that what it holds can be read in it."""
    buffer = BytesIO()
    options.setdefault("object_stream_mode", pikepdf.ObjectStreamMode.disable)
    pdf.save(buffer, compress_streams=False, **options)
    return buffer.getvalue()


def plain_pdf(pages: int = 2) -> pikepdf.Pdf:
    """Pages that say their number."""
    pdf = pikepdf.Pdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    for number in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=(200, 200))
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = Stream(pdf, f"BT /F1 12 Tf 20 100 Td (Page {number}) Tj ET".encode())
    return pdf


def talkative_pdf() -> pikepdf.Pdf:
    """A PDF with everything that is not its pages."""
    pdf = plain_pdf()
    page = pdf.pages[0]
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{TOLD}')"))
    photograph = Stream(
        pdf, jpeg(), Type=Name.XObject, Subtype=Name.Image, Width=60, Height=40,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode,
        Metadata=Stream(pdf, TOLD.encode()),
    )  # fmt: skip
    page.Resources.XObject = Dictionary(
        Im0=photograph, Ref0=Stream(pdf, b"", Subtype=Name.Form, Ref=Dictionary(F=String(TOLD)))
    )
    page.Resources.Properties = Dictionary(MC0=Dictionary(Metadata=Stream(pdf, TOLD.encode())))
    page.contents_add(Stream(pdf, b"q 60 0 0 40 20 20 cm /Im0 Do Q"))
    page.AA = Dictionary(O=script)
    page.Thumb = Stream(pdf, TOLD.encode())
    page.PieceInfo = Dictionary(App=Dictionary(Private=String(TOLD)))
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
        A=Dictionary(S=Name.URI, URI=String(f"https://{TOLD}.example/")),
    )  # fmt: skip
    launch = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
        A=Dictionary(S=Name.Launch, F=String(f"{TOLD}.exe")),
    )  # fmt: skip
    page.Annots = Array([pdf.make_indirect(link), pdf.make_indirect(launch)])
    pdf.Root.OpenAction = script
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String(TOLD), script])))
    pdf.attachments["x"] = pikepdf.AttachedFileSpec(pdf, b"TOLD", filename=f"{TOLD}.exe")
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = TOLD
    pdf.docinfo["/Author"] = String(TOLD)
    return pdf


def filled_form(value: str) -> pikepdf.Pdf:
    """A form whose one field holds a value, without the drawing of it."""
    pdf = plain_pdf(1)
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("nom"), V=String(value),
            DA=String("/F1 12 Tf 0 g"), Rect=[20, 20, 180, 40], F=4, P=pdf.pages[0].obj,
        )
    )  # fmt: skip
    pdf.pages[0].Annots = Array([field])
    fonts = Dictionary(Font=pdf.pages[0].Resources.Font)
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([field]), DR=fonts, DA=String("/F1 12 Tf 0 g"), NeedAppearances=True
    )
    return pdf
