(function () {
  "use strict";
  var packed = JSON.parse(document.getElementById("figures").textContent), figures = packed.figures;
  Object.keys(figures).forEach(function (id) {
    figures[id].data.forEach(function (trace) { if (typeof trace.x === "number") { trace.x = packed.axes[trace.x]; } });
  });
  var quiet = {responsive: true, displaylogo: false, displayModeBar: false};
  var night = window.matchMedia("screen and (prefers-color-scheme: dark)");
  var dark = {"#777": "#a3adb5", "#00664a": "#6fcaa5", "#222": "#d5dade", "#444": "#b9c0c6", "#e8e8e8": "#333b41", "#999": "#69737b", "white": "rgba(0,0,0,0)"};

  /* Colours of text, grid and paper as the page's own; colours of curves stay. */
  function toned(value, on) {
    if (!on || value === null || typeof value !== "object") { return on && dark[value] || value; }
    if (Array.isArray(value)) { return value.map(function (v) { return toned(v, on); }); }
    return Object.keys(value).reduce(function (out, key) { out[key] = toned(value[key], on); return out; }, {});
  }
  function paper(div) {
    var box = div.querySelector(".svg-container");
    if (!box || !box.clientWidth) { return; }
    var w = div._fullLayout.width, h = div._fullLayout.height;
    box.style.setProperty("--ratio", w + "/" + h);
    div.querySelectorAll("svg.main-svg").forEach(function (svg) { svg.setAttribute("viewBox", "0 0 " + w + " " + h); });
  }
  function draw(id, on) {
    var div = document.getElementById("plot-" + id), figure = figures[id];
    if (!div) { return; }
    Plotly.react(div, figure.data, toned(figure.layout, on), quiet).then(function () {
      if (!div.dataset.drawn) { div.dataset.drawn = "1"; div.on("plotly_afterplot", function () { paper(div); }); }
      paper(div);
    });
  }
  function drawAll(on) { Object.keys(figures).forEach(function (id) { draw(id, on); }); }

  /* The numbers of a figure: one row a point, with the names of both axes. */
  function csv(figure) {
    function quoted(text) { return /[",\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text; }
    function axis(name) { var a = figure.layout[name]; return a && a.title && a.title.text || name; }
    var rows = [["curve", axis("xaxis"), axis("yaxis")].map(quoted).join(",")];
    figure.data.forEach(function (trace) {
      (trace.x && trace.name ? trace.x : []).forEach(function (x, i) {
        if (trace.y[i] !== null) { rows.push([quoted(String(trace.name)), x, trace.y[i]].join(",")); }
      });
    });
    return rows.join("\n") + "\n";
  }
  document.querySelectorAll("a[data-csv]").forEach(function (link) {
    link.download = link.dataset.csv + ".csv";
    link.addEventListener("click", function () {
      link.href = "data:text/csv;charset=utf-8," + encodeURIComponent(csv(figures[link.dataset.csv]));
    });
  });
  drawAll(night.matches);
  night.addEventListener("change", function () { drawAll(night.matches); });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (d) { d.open = true; });
    if (night.matches) { drawAll(false); }
  });
  window.addEventListener("afterprint", function () { if (night.matches) { drawAll(true); } });
})();
