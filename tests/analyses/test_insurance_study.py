"""What the study's tables leave open; tests/verification/printed.py has what they print."""


def test_the_critical_value_is_that_of_the_model(insurance):
    (fit,) = insurance["drivers"]["fit"]
    assert (fit["df1"], fit["df2"]) == (5, 276)
    assert round(fit["f_critical"], 3) == 2.247  # the study prints 3.873, which is F(1, 281)


def test_the_sample_profile():
    from crm_analytics.survey.privacy import Categories
    from crm_analytics.survey.samples import SAMPLES

    file = SAMPLES[0].files()[""]
    profile = {
        "gender": {"male": 174, "female": 108},
        "qualification": {
            "middle school": 35,
            "secondary school": 77,
            "diploma": 25,
            "bachelor's": 121,
            "higher diploma": 4,
            "master's": 17,
            "phd": 3,
        },
        "age": {"<20": 26, "20-29": 54, "30-39": 77, "40-49": 100, "50+": 24},
        "level": {
            "director general": 1,
            "department director": 22,
            "assistant department manager": 26,
            "division official": 28,
            "unit administrator": 9,
            "employee": 196,
        },
        "service": {"<10": 20, "10-19": 75, "20-29": 74, "30-39": 61, "40+": 52},
    }
    for column, counts in profile.items():
        assert Categories.of(file, column).counts() == counts


def test_the_refitted_equation_is_estimated_anew(insurance):
    full, refitted = insurance["drivers"]["equations"]
    assert full["equation"] == (
        "Customer relationship management = 0.199 + 0.212 · Trust + 0.191 · Commitment "
        "+ 0.178 · Interaction + 0.069 · Communication + 0.311 · Quality of service"
    )
    assert refitted["equation"] == (
        "Customer relationship management = 0.207 + 0.217 · Trust + 0.198 · Commitment "
        "+ 0.187 · Interaction + 0.359 · Quality of service"
    )
