"""Columns are as wide as Go's tabwriter makes them."""

from kubecourse.kubectl.columns import align, table


def test_a_column_ends_where_a_line_has_no_cell_for_it():
    text = "Name:\tx\nLabels:\ta=b\n\tc=d\nContainers:\n  web:\n    Image:\tnginx\nEnd:\t1"
    assert (
        align(text) == "Name:    x\nLabels:  a=b\n         c=d\nContainers:\n  web:\n    Image:  nginx\nEnd:        1"
    )


def test_a_table_has_three_spaces_between_columns_and_none_after_the_last():
    assert table([["NAME", "AGE"], ["long-name", "5s"]]) == "NAME        AGE\nlong-name   5s\n"


def test_a_narrow_column_is_six_wide():
    assert table([["a", "0", "b"]]) == "a     0     b\n"
