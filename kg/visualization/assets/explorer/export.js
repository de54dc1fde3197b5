"use strict";
// The picture as a file: as it is on the screen for PNG, all of it for SVG.

const exporting = (() => {
  const svg = () => {
    const view = stage.view();
    const box = view.bounds();
    const pen = svgPen(stage.measure);
    const whole = Math.min(1.2, 1400 / box.width);
    view.draw(pen, { ...stage.scene(), view: box, scale: view === mapView ? whole : 1, focus: -1, moving: 1 });
    return pen.done(box, theme.colour("surface"), document.title);
  };
  const begin = () => {
    find("png").addEventListener("click", () => stage.canvas.toBlob((blob) => download("graph.png", blob)));
    find("svg").addEventListener("click", () => download("graph.svg", new Blob([svg()], { type: "image/svg+xml" })));
  };
  return { begin, svg };
})();
