"""How Reflex builds and serves the front end.

Server-side settings (Redis for the state of tabs, the environment mode) are given by the web process through
`REFLEX_...` variables, see app/supervisor/web.py; what is here is what the bundle is made of.
"""

import reflex as rx

from app.build_plugin import OriginRelativePlugin

_HUES = ("gray", "blue", "violet", "red", "green", "amber")
_SURFACES = ["bg", "surface", "surface-2", "surface-3", "line", "line-2"]
_TEXTS = ["fg", "fg-2", "fg-3"]
_ACCENTS = ["accent", "accent-h", "accent-soft", "accent-text", "on-accent", "ring"]
_TONES = [f"{hue}-{tone}" for hue in _HUES for tone in ("soft", "text")]

# The values live as CSS variables in assets/, once for light and once for dark; Tailwind only names them.
TAILWIND = {
    "darkMode": "class",
    "plugins": [],
    "content": [
        "./app/**/*.{js,jsx}",
        "./app_components/**/*.{js,jsx}",
        "./utils/**/*.{js,jsx}",
        "./public/external/**/*.{js,jsx}",
    ],
    "theme": {
        "extend": {
            "colors": {name: f"var(--{name})" for name in [*_SURFACES, *_TEXTS, *_ACCENTS, *_TONES]},
            "borderRadius": {"ctl": "6px", "card": "8px", "panel": "10px", "dialog": "12px"},
            "fontSize": {
                "2xs": ["11px", "16px"],
                "xs": ["12px", "16px"],
                "sm": ["13px", "20px"],
                "md": ["14px", "22px"],
                "lg": ["16px", "24px"],
                "xl": ["20px", "28px"],
            },
            "boxShadow": {size: f"var(--shadow-{size})" for size in ("sm", "md", "lg")},
            "fontFamily": {"mono": "var(--mono)"},
        }
    },
}

config = rx.Config(
    app_name="app",
    plugins=[rx.plugins.TailwindV4Plugin(config=TAILWIND), OriginRelativePlugin()],
    disable_plugins=[rx.plugins.RadixThemesPlugin, rx.plugins.SitemapPlugin],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    default_color_mode="system",
    state_manager_mode="memory",
    frontend_lazy_bundled_libraries=True,
    frontend_compression_formats=["brotli", "gzip"],
)
