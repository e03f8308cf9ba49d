"""Plan -> ``brief.docx``: the two pages that a county leader reads, as an official document.

GB/T 9704-2012 as far as two pages allow: A4 with its margins, title in 小标宋 二号 on two lines,
headings in 黑体 and 楷体, text in 仿宋 with lines of a fixed height and an indent of two characters,
page number "— 1 —". Text in 三号 would take four pages: it is as large as two allow
(``brief_pages.SIZES``).
"""

import io
import tempfile
from pathlib import Path

import docx
import pandas as pd
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat

from geoplan.programme.plan import Plan
from geoplan.publish.brief_pages import (
    BOTTOM_MM,
    GAP_PT,
    HEIGHT_MM,
    LEFT_MM,
    RIGHT_MM,
    TITLE_LINE_PT,
    TOP_MM,
    WIDTH_MM,
    Size,
    laid_out,
)
from geoplan.publish.brief_tables import shown
from geoplan.publish.brief_text import Block, brief_blocks
from geoplan.publish.labels import BRIEF, MAP, filled
from geoplan.publish.notes import titled, with_relocation
from geoplan.publish.office_file import save_without_clock

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
FALLBACKS = {SONG: "华文中宋", FANG: "仿宋", HEI: "SimHei", KAI: "楷体"}
"""Fonts of the standard, and what an office without them has."""
LATIN = "Times New Roman"
TITLE_PT, FOOT_PT, FOOT_MM = 22.0, 14.0, 25.0
CELL_MARGINS_PT = 6
"""Blank beside the text of a cell, left and right together."""
MAINTENANCE_YUAN_PER_KM = (7000.0, 3500.0, 1000.0)
"""A year's upkeep of a county, a township and a village road. A (DOMAIN: maintenance)."""
PRINT_EXTRA = 'pip install "geoplan[print]"'


def write_brief(
    plan: Plan,
    path: Path,
    *,
    maintenance_yuan_per_km: tuple[float, float, float] = MAINTENANCE_YUAN_PER_KM,
) -> None:
    """Write the plan on two pages, in 中文, for county leaders.

    Parameters
    ----------
    plan
        Finished plan.
    path
        The ``.docx`` to write. Internal: counts only, no household. The same plan gives the same
        bytes. Office and date are blanks.
        Without the extra ``print`` it has no map and says how to get it.
    maintenance_yuan_per_km
        A year's upkeep of a county, a township and a village road [yuan/km].
    """
    blocks = brief_blocks(plan, maintenance_yuan_per_km=maintenance_yuan_per_km)
    with tempfile.TemporaryDirectory() as folder:
        picture = _picture(plan, Path(folder) / "map.png")
        size, blocks = laid_out(blocks, aspect=picture[1] if picture else 0.0)
        document = _new_document(size)
        _add_title(document, plan)
        for block in blocks:
            if block.picture:
                _add_picture(document, plan, picture and picture[0], size)
                _add_credit(document, block.text)
            elif block.table is not None:
                _add_table(document, block.table, size)
            else:
                _add_text(document, block)
        document.add_paragraph(BRIEF["signed"][0], "落款")
        _save(document, plan, path)


def _picture(plan: Plan, path: Path) -> tuple[Path, float] | None:
    """The map as a file, and its height by its width; nothing without the extra "print"."""
    try:
        from geoplan.publish.posters.picture import SIZE_MM, write_picture
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("geoplan"):
            raise
        return None
    write_picture(plan, path)
    return path, SIZE_MM[1] / SIZE_MM[0]


# ---- contents ----------------------------------------------------------------------------------


def _add_title(document: Document, plan: Plan) -> None:
    """What it is for, title on two lines; a blank to fill in for a county without a name."""
    marks = [MAP["internal"][0], MAP["disclaimer"][0]]
    marks += [BRIEF["made_up"][0]] if plan.about["made_up"] else []
    document.add_paragraph("　".join(marks), "标注")
    place = filled(BRIEF["title"][0], place=titled(plan, unnamed="________"))
    title = document.add_paragraph(place, "公文标题")
    title.add_run().add_break()
    title.add_run(_what(plan))


def _what(plan: Plan) -> str:
    """What the plan is about, as its title says it."""
    return BRIEF["title_what" if with_relocation(plan) else "title_roads"][0]


def _add_text(document: Document, block: Block) -> None:
    """A paragraph after its heading and the words that stand out."""
    paragraph = document.add_paragraph(style="公文正文")
    for text, font in ((block.heading, HEI), (block.lead, KAI), (block.text, FANG)):
        run = paragraph.add_run(text)
        run.bold = font != FANG or None  # told apart where an office lacks the fonts
        _set_fonts(run.element.get_or_add_rPr(), font)


def _add_picture(document: Document, plan: Plan, path: Path | None, size: Size) -> None:
    """The map and its review number, or how to get a map."""
    if path is None:
        document.add_paragraph(filled(BRIEF["no_picture"][0], command=PRINT_EXTRA), "图题")
        return
    picture = document.add_paragraph(style="图").add_run()
    drawing = picture.add_picture(str(path), width=Mm(size.picture_mm))
    drawing._inline.docPr.set("descr", BRIEF["picture"][0])
    number = shown(plan.about["review_number"]) or "________"
    document.add_paragraph(filled(BRIEF["caption"][0], number=number), "图题")


def _add_credit(document: Document, credit: str) -> None:
    """Where the data come from, on the page of the line above it."""
    if credit:
        document.paragraphs[-1].paragraph_format.keep_with_next = True
        document.add_paragraph(credit, "图题").paragraph_format.keep_together = True


def _add_table(document: Document, cells: pd.DataFrame, size: Size) -> None:
    """A table across the page that stays on one: names to the left, numbers to the right."""
    document.add_paragraph(style="表间")
    table = document.add_table(rows=1 + len(cells), cols=len(cells.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for number, column in enumerate(table.columns):
        column.width = Mm(_column_mm(number, len(cells.columns)))
    most = int((table.columns[0].width.pt - CELL_MARGINS_PT) / (size.cell_pt / 2))
    rows = [list(cells.columns), *cells.itertuples(index=False, name=None)]
    for number, (row, values) in enumerate(zip(table.rows, rows, strict=True)):
        row.height, row.height_rule = Pt(size.row_pt), WD_ROW_HEIGHT_RULE.EXACTLY
        for column, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            cell.width = table.columns[column].width
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles["表头" if number == 0 else "表文"]
            if number and column:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.keep_with_next = number < len(cells)
            paragraph.add_run(value if column else shown(value, most))
    _finish(table)
    document.add_paragraph(style="表间")


def _column_mm(column: int, columns: int) -> float:
    """Width of a column: names have twice the room of numbers, more where these are few [mm]."""
    across = WIDTH_MM - LEFT_MM - RIGHT_MM
    first = max(across * 2 / (columns + 1), across - 28.0 * (columns - 1))
    return first if column == 0 else (across - first) / (columns - 1)


def _finish(table: Table) -> None:
    """First row as the header; little room beside the numbers of narrow columns."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        half = {qn("w:w"): str(10 * CELL_MARGINS_PT), qn("w:type"): "dxa"}
        margins.append(OxmlElement(f"w:{side}", half))
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


# ---- form --------------------------------------------------------------------------------------


def _new_document(size: Size) -> Document:
    """Empty document with the page, the page numbers and the styles of an official one."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(WIDTH_MM), Mm(HEIGHT_MM)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.footer_distance = Mm(FOOT_MM)
    _set_default_fonts(document)
    _add_styles(document, size)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        _add_page_number(footer.paragraphs[0], WD_ALIGN_PARAGRAPH[side])
    return document


def _add_styles(document: Document, size: Size) -> None:
    """Styles under the names that an office gives them."""
    text, cell = size.text_pt, size.cell_pt
    centre, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    _add_style(document, "标注", HEI, text, size.line_pt)
    _add_style(document, "公文标题", SONG, TITLE_PT, TITLE_LINE_PT).alignment = centre
    body = _add_style(document, "公文正文", FANG, text, size.line_pt)
    body.first_line_indent, body.alignment = Pt(2 * text), WD_ALIGN_PARAGRAPH.JUSTIFY
    _add_style(document, "图", FANG, text, None).alignment = centre
    document.styles["图"].paragraph_format.keep_with_next = True
    _add_style(document, "图题", KAI, cell, size.line_pt).alignment = centre
    _add_style(document, "表头", HEI, cell, size.row_pt - 1).alignment = centre
    _add_style(document, "表文", FANG, cell, size.row_pt - 1)
    _add_style(document, "表间", FANG, 2, GAP_PT)
    _add_style(document, "落款", FANG, text, size.line_pt).alignment = right
    _add_style(document, "页码", "宋体", FOOT_PT, None)


def _add_style(
    document: Document, name: str, font: str, points: float, line_pt: float | None
) -> ParagraphFormat:
    """Style with lines of a fixed height; gives its format."""
    style: ParagraphStyle = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size = Pt(points)
    _set_fonts(style.element.get_or_add_rPr(), font)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False
    layout.line_spacing = 1.0 if line_pt is None else Pt(line_pt)
    return layout


def _set_fonts(properties: CT_RPr, font: str) -> None:
    """Font of Chinese characters, for Word and WPS; letters and digits in Times New Roman."""
    fonts = properties.get_or_add_rFonts()
    for script, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{script}"), name)


def _set_default_fonts(document: Document) -> None:
    """Chinese as the language, no font by theme, and what stands in for fonts that are missing."""
    (defaults,) = document.styles.element.iter(qn("w:rPrDefault"))
    properties = defaults.find(qn("w:rPr"))
    properties.remove(properties.find(qn("w:rFonts")))
    _set_fonts(properties, FANG)
    properties.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{fallback}"/></w:font>'
        for name, fallback in FALLBACKS.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())


def _add_page_number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """Number of the page between dashes, at the outer side, a character in."""
    paragraph.style, paragraph.alignment = "页码", side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(FOOT_PT)
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple", {qn("w:instr"): "PAGE"})
    number = OxmlElement("w:r")
    number.append(OxmlElement("w:t"))
    number[0].text = "1"
    field.append(number)
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _save(document: Document, plan: Plan, path: Path) -> None:
    """Save the document with its title, without the time of writing."""
    properties = document.core_properties
    properties.author, properties.last_modified_by, properties.comments = "geoplan", "geoplan", ""
    properties.title = _what(plan)
    written = io.BytesIO()
    document.save(written)
    save_without_clock(written, path)
