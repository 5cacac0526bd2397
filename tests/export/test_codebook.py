from io import BytesIO

from openpyxl import load_workbook

from crm_analytics.export.codebook import codebook_workbook
from crm_analytics.files.small_table import small_table
from crm_analytics.survey import codebook, questionnaire
from crm_analytics.survey.grid import ROLES
from crm_analytics.survey.samples import SAMPLES


def test_a_workbook_that_comes_back_is_the_same_questionnaire():
    for sample in SAMPLES:
        study = questionnaire.read(sample.questionnaire)
        if study.waves:
            continue
        file = sample.files()[""]
        raw = codebook_workbook(codebook.written(study, file), {"role": ROLES})
        (cells,) = small_table(raw, "codebook.xlsx").values()
        assert codebook.read(cells, study, file) == study


def test_roles_are_offered_and_formulas_stay_text():
    raw = codebook_workbook([("column", "role"), ("=1+1", "item"), ("@b", "")], {"role": ROLES})
    sheet = load_workbook(BytesIO(raw)).active
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("B2:B3", f'"{",".join(ROLES)}"')
    assert sheet["A2"].value == "=1+1"
    assert sheet["A2"].data_type == "s"
    assert sheet.freeze_panes == "B2"
