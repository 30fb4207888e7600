"""What the code does not do: nested event loops, shells, unchecked TLS, rich text from outside, colours out of place, singletons."""
import re

from sources import Problem, rule_pattern


def everywhere(_):
    return True


def in_widgets(source):
    return source.path.startswith("widgets/")


def outside_common(source):
    return in_widgets(source) and not source.path.startswith("widgets/common/")


def in_models(source):
    return source.path.startswith("models/")


def gui_thread(source):
    return source.path.startswith(("widgets/", "app/"))


network_in_widgets = rule_pattern(
    "no-network-in-widgets", r"\b(QNetworkAccessManager|QNetworkRequest|QNetworkReply|QTcpSocket|QTcpServer|QSslSocket|QUdpSocket|QLocalSocket|QLocalServer|QWebSocket\w*|natsConnection\w*)\b",
    "widgets must not use {0}; models do", in_widgets)
event_loop = rule_pattern(
    "nested-event-loop", r"\bQEventLoop\b|\bprocessEvents\s*\(|\bQTest::qWait\b|\bqWait\s*\(",
    "{0}: no nested event loop; deliver the result when it is there", everywhere)
modal_helpers = rule_pattern(
    "nested-event-loop", r"\bQMessageBox::(question|warning|critical|information|about)\s*\(|\bQInputDialog::get\w+\s*\(|\bQColorDialog::getColor\b|\bQFileDialog::get\w+\s*\(",
    "{0} runs a nested event loop; use the dialogs of widgets/common, or open()", everywhere)
dialog_exec = rule_pattern(
    "nested-event-loop", r"(?:\.|->|\b(?!QApplication|QCoreApplication|QGuiApplication)\w+::)exec\s*\(",
    "{0} runs a nested event loop; use open() or popup()", gui_thread)
blocking = rule_pattern(
    "blocking-wait", r"\b(waitForFinished|waitForStarted|waitForReadyRead|waitForConnected|waitForDone|waitForBytesWritten|async::await|QThread::(?:m|u)?sleep|sleep_for|sleep_until)\b\s*\(",
    "{0} blocks the GUI thread; use async::deliver", gui_thread)
future_then = rule_pattern(
    "future-then", r"(?:\.|->)then\s*(?:<[^>;]*>\s*)?\(",
    "QFuture::then with a context is unsafe on Qt 6.4.2; use async::deliver", everywhere)
tls = rule_pattern(
    "tls", r"\bignoreSslErrors\s*\(\s*\)|\bVerifyNone\b|\bAutoVerifyPeer\b",
    "{0}: TLS is verified; an exception names the one certificate", everywhere)
start_command = rule_pattern(
    "process-line", r"\b(?:startCommand|splitCommand|setNativeArguments)\s*\(|\bpopen\s*\(|\bstd::system\s*\(|(?<![\w:>.])::system\s*\(|\b(?:wordexp|execl|execlp|posix_spawnp?)\s*\(",
    "{0}: programs get an argument array, never a line", everywhere)
# QProcess has one place; everybody else uses what models/base offers.
process_class = rule_pattern(
    "process-line", r"\bQProcess\b(?!Environment)", "{0} belongs to models/base; use runChild", lambda s: not s.path.startswith("models/base/child_process."))
labels = rule_pattern(
    "plain-text", r"\bnew\s+QLabel\s*[({]|\bQLabel\s+\w+\s*[({;]|\bnew\s+QMessageBox\b|\bQMessageBox\s+\w+\s*[({;]|\bQErrorMessage\b",
    "{0}: a bare label detects rich text and opens files; use the labels and dialogs of widgets/common", lambda s: outside_common(s) or s.path.startswith("app/"))
rich_text = rule_pattern(
    "plain-text", r"\bQt::(?:RichText|AutoText|MarkdownText)\b|\bset(?:Html|Markdown)\s*\(|\bQTextBrowser\b|\bappendHtml\s*\(",
    "{0}: text from outside is shown as plain text only", outside_common)
open_links = rule_pattern(
    "plain-text", r"\bsetOpenExternalLinks\s*\(\s*true", "{0}: links in text are not followed by themselves", in_widgets)
numeric_colours = rule_pattern(
    "tokens", r"\b0x[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?\b|\bQColor\s*[({]\s*\d|\bqRgba?\s*\(\s*\d|\bQt::(?:red|green|blue|cyan|magenta|yellow|black|white|gray|dark\w+|lightGray)\b|\bQColorConstants\b",
    "{0}: colours come from widgets/common/tokens", lambda s: in_widgets(s) and not s.path.startswith("widgets/common/tokens"))
singletons = rule_pattern(
    "singleton", r"\bQ_GLOBAL_STATIC\w*\b|\bstatic\s+[\w:<>]+\s*[&*]\s*(?:instance|self|get|the|global)\s*\(\s*\)",
    "{0}: objects are handed over by constructors", everywhere)
mutable_statics = rule_pattern(
    "singleton", r"^[ \t]*(?:inline\s+)?static\s+(?!const\b|constexpr\b|constinit\s+const\b|inline\s+const)(?:thread_local\s+)?[\w:<>,\s*&]+?\b\w+\s*(?:=[^=]|;|\{)",
    "{0}: no state outside objects", everywhere, re.M)


def tooltips(sources):
    """A tooltip has no plain mode: what goes in is a literal of ours or went through plainToolTip."""
    for source in sources:
        if not outside_common(source):
            continue
        for line, match in source.search(r"\bset(?:ToolTip|WhatsThis)\s*\("):
            argument = balanced(source.code, match.end() - 1)
            ours = re.match(r'\s*(?:\w+::)?(?:tr|translate|plainToolTip|QStringLiteral)\s*\(|\s*u?"|\s*(?:QString)?[({]\s*[)}]\s*$', argument)
            if not ours or re.search(r"\.\s*arg\s*\(|\+", argument) and "plainToolTip" not in argument:
                yield Problem(source.path, line, "plain-text", f"{match.group(0)}…): a tooltip shows rich text; use setPlainToolTip")


def balanced(code, opening):
    """The text between the parenthesis at `opening` and its partner."""
    depth = 0
    for position in range(opening, len(code)):
        depth += {"(": 1, ")": -1}.get(code[position], 0)
        if depth == 0:
            return code[opening + 1:position]
    return code[opening + 1:]


def literal_rules(sources):
    """Colours and pixels in texts of widgets, shells anywhere."""
    for source in sources:
        widgets = in_widgets(source) and not source.path.startswith("widgets/common/tokens")
        for literal in source.literals:
            line = source.line_of(literal.position)
            text_before = source.text[source.text.rfind("\n", 0, literal.position) + 1:literal.position]
            if re.match(r"\s*#\s*include", text_before):
                continue
            if widgets and re.search(r"(?<![&\w])#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b", literal.text):
                yield Problem(source.path, line, "tokens", f'"{literal.text[:40]}": colours come from widgets/common/tokens')
            if widgets and re.search(r"(?<![%\w])\d+px\b", literal.text):
                yield Problem(source.path, line, "tokens", f'"{literal.text[:40]}": sizes follow the font and come from widgets/common/tokens')
            if re.fullmatch(r"(?:/usr)?(?:/bin/)?(?:sh|bash|dash|cmd\.exe|powershell)", literal.text):
                yield Problem(source.path, line, "process-line", f'"{literal.text}": programs are started without a shell')


CHECKS = [network_in_widgets, event_loop, modal_helpers, dialog_exec, blocking, future_then, tls, start_command, process_class, labels, rich_text,
          open_links, numeric_colours, singletons, mutable_statics, tooltips, literal_rules]
