"""How the site is built: `make docs`, or `python -m sphinx -W docs build/site`."""

import os
import sys
from importlib.metadata import version as version_of
from pathlib import Path

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")  # pages are built in several processes
os.environ.setdefault("MPLBACKEND", "agg")

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_extensions"))

project = "Lilliput"
author = "The Lilliput developers"
project_copyright = "2026, The Lilliput developers, MIT licence"
version = release = version_of("lilliput")
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinxcontrib.bibtex",
    "sphinx_copybutton",
    "sphinx_design",
    "lilliput_site",
]
source_suffix = {".rst": "restructuredtext", ".md": "myst-nb", ".ipynb": "myst-nb"}
exclude_patterns = ["_extensions", "notebooks/paper", "notebooks/**/.ipynb_checkpoints"]
templates_path = ["_templates"]
default_role = "named"

# Texts
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
myst_links_external_new_tab = False
smartquotes_action = "D"  # "--" is a dash; all other marks are what they mean
nb_execution_mode = "off"  # notebooks are shown as they were stored; the tests run them
nb_render_image_options = {"alt": "Figure that the code above draws."}  # where none is stored
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # explorers are shown as they open, as pictures

# Reference
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autosummary_generate = False
napoleon_google_docstring = False
napoleon_attr_annotations = False  # types come from signatures
napoleon_use_rtype = True
napoleon_use_admonition_for_examples = False
python_use_unqualified_type_names = True
add_module_names = False
toc_object_entries_show_parents = "hide"
nitpicky = True
_PACKAGES = "collections|decimal|fractions|matplotlib|networkx|numpy|os|pandas|pathlib|sympy"
nitpick_ignore_regex = [
    ("py:(class|exc)", rf"({_PACKAGES})\..*"),  # other packages: no inventories are fetched
    ("py:(class|exc)", r"\w+( \w+)?"),  # types in a few words, and results without a public name
    ("py:(class|exc)", r"lilliput\.\w+\.[a-z_.]+\.\w+"),  # the same, by their module
    ("py:obj", r"lilliput\.\w+\.[a-z_]+\.[a-z_.]+"),  # "See Also" of a helper in a room
]

# Bibliography
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "plain"
bibtex_cite_id = "work-{key}"

# Looks
html_theme = "pydata_sphinx_theme"
html_title = "Lilliput"
html_short_title = "Lilliput"
html_logo = "_static/logo.svg"
html_favicon = "_static/logo.svg"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_only_copy_prompt_lines = True
pygments_style = "a11y-high-contrast-light"
html_context = {"default_mode": "auto"}  # light or dark as the system has it
html_theme_options = {
    "navbar_align": "left",
    "header_links_before_dropdown": 7,
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "show_nav_level": 1,
    "collapse_navigation": False,
    "footer_start": ["copyright"],
    "footer_end": ["theme-version"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "secondary_sidebar_items": ["page-toc"],
    "back_to_top_button": True,
}
html_sidebars = {page: [] for page in ("index", "start", "comparison", "search", "genindex")}
