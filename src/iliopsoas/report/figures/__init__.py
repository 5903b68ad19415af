"""Figures: what is shown, apart from how it is drawn.

In: results of `iliopsoas.function`, of assessments and of the atlas. Out: a `sheet.Sheet`, drawn by `plotly_sheet`
(.html) or `matplotlib_sheet` (.png, .svg), or a shaded drawing of the body with names.
`curve_chart` has the curves over the gait cycle of the report's page.
Start at `sheet.Sheet` and `figure_file.write_sheet`.
"""
