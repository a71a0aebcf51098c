"""A table to search in."""


class Search:
    """A field for words above a table, which shows the rows that hold all of them.

    In a live notebook the field; without widgets the whole table.

    Args:
        table: has ``matching(words)``, which returns another such table, `len` and an HTML view: ``facts.check()``.
    """

    def __init__(self, table):
        self.table = table

    def widget(self):
        """The field and the table as an ipywidgets box."""
        import ipywidgets as widgets

        words = widgets.Text(placeholder="erratum alexnet", description="Search", continuous_update=True)
        count, rows = widgets.HTML(), widgets.HTML()

        def show(_):
            found = self.table.matching(words.value)
            count.value = f"{len(found)} of {len(self.table)}"
            rows.value = found._repr_html_()

        words.observe(show, "value")
        show(None)
        return widgets.VBox([widgets.HBox([words, count]), rows])

    def _repr_mimebundle_(self, include=None, exclude=None):
        live = self.widget()._repr_mimebundle_()
        live = live[0] if isinstance(live, tuple) else live
        return {**live, "text/html": self.table._repr_html_(), "text/plain": str(self.table)}


def search(table) -> Search:
    """Search in a table of the course: ``explore.search(facts.check())``."""
    return Search(table)
