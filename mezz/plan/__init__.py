"""From a spec to stages with content keys, reasons and costs."""
