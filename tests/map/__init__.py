"""What a reader does on the page of a map, in a browser, part by part."""
