"""Copies the few files we use out of the npm packages into static/vendor/, ready to be served."""

import hashlib
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "Atkinson Hyperlegible Next"
FONT_PACKAGE = Path("@fontsource-variable/atkinson-hyperlegible-next")
# What writes the names and the words that our typeface cannot, in documents only: the package, then
# the scripts taken from it. Each becomes a family of its own, which Typst falls back to.
SCRIPTS = {
    "noto-sans": ("greek", "cyrillic", "cyrillic-ext", "vietnamese", "devanagari"),
    "noto-sans-arabic": ("arabic",),
    "noto-sans-armenian": ("armenian",),
    "noto-sans-georgian": ("georgian",),
    "noto-sans-hebrew": ("hebrew",),
    "noto-sans-tamil": ("tamil",),
}
NOTO = Path("@fontsource-variable")
# The modules of the carnet, which browsers load as they are: each is one file without imports.
MODULES = {"idb": "build/index.js", "lit-html": "lit-html.js"}
PACKAGES = (
    FONT_PACKAGE,
    *(NOTO / package for package in SCRIPTS),
    Path("bootstrap"),
    Path("bootstrap-icons"),
    *map(Path, MODULES),
)
ICON_LIST = Path(__file__).with_name("icons.txt")

# Typst and the chart drawer read static fonts only: one file per weight and slope.
STATIC_FONTS = {
    "Regular": ("normal", 400),
    "Italic": ("italic", 400),
    "SemiBold": ("normal", 600),
    "Bold": ("normal", 700),
    "BoldItalic": ("italic", 700),
}
NARROW_NO_BREAK_SPACE, THIN_SPACE = 0x202F, 0x2009


def vendor(node_modules: Path, target: Path) -> bool:
    """Fill `target` from `node_modules`. Returns False when it was already up to date."""
    stamp, wanted = target / ".stamp", _digest(node_modules)
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    shutil.rmtree(target, ignore_errors=True)
    fonts = target / "fonts"
    (fonts / "ttf").mkdir(parents=True)
    _copy_bootstrap(node_modules, target)
    (target / "icons.svg").write_text(sprite(node_modules, icon_names()))
    _copy_modules(node_modules, target)
    _copy_web_fonts(node_modules, fonts)
    _cut_static_fonts(fonts)
    _cut_other_scripts(node_modules, fonts)
    stamp.write_text(wanted)
    return True


def icon_names() -> list[str]:
    """The icons of icons.txt, in its order."""
    lines = ICON_LIST.read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def sprite(node_modules: Path, names: list[str]) -> str:
    """One SVG holding each icon as a symbol of the same name."""
    symbols = []
    for name in names:
        drawing = (node_modules / "bootstrap-icons" / "icons" / f"{name}.svg").read_text()
        inside = re.sub(r"\s*\n\s*", "", drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")])
        symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16">{inside}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _digest(node_modules: Path) -> str:
    """Changes with the version of a package, with the list of icons and with this module."""
    sources = [node_modules / package / "package.json" for package in PACKAGES]
    sources += [ICON_LIST, Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _copy_bootstrap(node_modules: Path, target: Path) -> None:
    """Bootstrap's style sheet inside a cascade layer, so that any rule of ours wins over it."""
    css = (node_modules / "bootstrap/dist/css/bootstrap.min.css").read_text()
    css = css.removeprefix('@charset "UTF-8";')
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    (target / "bootstrap.min.css").write_text(f"@layer bootstrap{{{css.strip()}}}\n")


def _copy_modules(node_modules: Path, target: Path) -> None:
    """Each module under the name of its package, without the map of sources we do not serve."""
    for package, path in MODULES.items():
        text = (node_modules / package / path).read_text()
        text = re.sub(r"//# sourceMappingURL=.*", "", text)
        (target / f"{package}.js").write_text(f"{text.strip()}\n")


def _copy_web_fonts(node_modules: Path, fonts: Path) -> None:
    """The variable fonts, with the narrow no-break space of French, which they lack."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - half a second, only needed here

    for subset in ("latin", "latin-ext"):
        for slope in ("normal", "italic"):
            name = f"atkinson-hyperlegible-next-{subset}-wght-{slope}.woff2"
            font = TTFont(node_modules / FONT_PACKAGE / "files" / name)
            _add_narrow_space(font)
            font.save(fonts / f"atkinson-{subset}-{slope}.woff2")
    shutil.copy(node_modules / FONT_PACKAGE / "LICENSE", fonts / "LICENSE")


def _add_narrow_space(font: "TTFont") -> None:
    """Draw U+202F as the thin space. Fonts without a thin space (latin-ext) are left alone."""
    for table in font["cmap"].tables:
        if table.isUnicode() and THIN_SPACE in table.cmap:
            table.cmap[NARROW_NO_BREAK_SPACE] = table.cmap[THIN_SPACE]


def _cut_static_fonts(fonts: Path) -> None:
    """One TTF per weight and slope, latin and latin-ext together."""
    from fontTools.merge import Merger  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        for style, (slope, weight) in STATIC_FONTS.items():
            parts = []
            for subset in ("latin", "latin-ext"):
                part = Path(folder) / f"{style}-{subset}.ttf"
                _instance(fonts / f"atkinson-{subset}-{slope}.woff2", style, weight).save(part)
                parts.append(str(part))
            font = Merger().merge(parts)
            font.save(fonts / "ttf" / f"AtkinsonHyperlegibleNext-{style}.ttf")


def _cut_other_scripts(node_modules: Path, fonts: Path) -> None:
    """Two TTF a script, regular and bold."""
    for package, scripts in SCRIPTS.items():
        folder = node_modules / NOTO / package
        shutil.copy(folder / "LICENSE", fonts / f"LICENSE-{package}")
        for script in scripts:
            source = folder / "files" / f"{package}-{script}-wght-normal.woff2"
            family = f"Noto {script.title()}"
            for style in ("Regular", "Bold"):
                font = _instance(source, style, STATIC_FONTS[style][1], family)
                font.save(fonts / "ttf" / f"{family.replace(' ', '')}-{style}.ttf")


def _instance(source: Path, style: str, weight: int, family: str = FAMILY) -> "TTFont":
    """The variable font held at one weight, named so that programs group the styles together."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415

    font = instantiateVariableFont(TTFont(source), {"wght": weight})
    font.flavor = None
    italic, bold = "Italic" in style, weight >= 700
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (0x01 if italic else 0) | (0x20 if bold else 0)
    if not italic and not bold:
        font["OS/2"].fsSelection |= 0x40
    font["head"].macStyle = (0x01 if bold else 0) | (0x02 if italic else 0)
    for number, text in _names(family, style).items():
        font["name"].setName(text, number, 3, 1, 0x409)
    return font


def _names(family: str, style: str) -> dict[int, str]:
    """The `name` table: 1 and 2 allow four styles a family, 16 and 17 any number."""
    spaced = style.replace("BoldItalic", "Bold Italic")
    basic = style in {"Regular", "Italic", "Bold", "BoldItalic"}
    return {
        1: family if basic else f"{family} {style}",
        2: spaced if basic else "Regular",
        4: f"{family} {spaced}",
        6: f"{family.replace(' ', '')}-{style}",
        16: family,
        17: spaced,
    }
