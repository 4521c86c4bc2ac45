"""The answer in other forms: GeoJSON, CSV, workbook, map, report."""
