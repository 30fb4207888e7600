#pragma once

#include "widgets/charts/chart_layers.h"

#include <vector>

namespace natsdeck::ui {

// At most about two samples per pixel column: the lowest and the highest of each, in their order of time, so that no peak
// and no dip is lost; first and last are kept. Samples that are NaN stay as one NaN per run of them. `samples` ascend in
// time; what lies outside `span` is left out, except the neighbours that a line across the edge needs. Pure.
std::vector<ChartSample> decimated(const std::vector<ChartSample> &samples, TimeSpan span, int pixels);

// Where nothing was measured: from the last value to the next one, or to the end of what was looked at.
std::vector<TimeSpan> gapsOf(const std::vector<ChartSample> &samples);

} // namespace natsdeck::ui
