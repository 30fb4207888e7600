<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>ActionTexts</name>
    <message numerus="yes">
        <source>Restart %n server(s)</source>
        <translation>
            <numerusform>Restart %n server</numerusform>
            <numerusform>Restart %n servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop %n server(s)</source>
        <translation>
            <numerusform>Stop %n server</numerusform>
            <numerusform>Stop %n servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start %n server(s)</source>
        <translation>
            <numerusform>Start %n server</numerusform>
            <numerusform>Start %n servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n server(s) still there</source>
        <translation>
            <numerusform>%n server still there</numerusform>
            <numerusform>%n servers still there</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n server(s) ready</source>
        <translation>
            <numerusform>%1 of %n server ready</numerusform>
            <numerusform>%1 of %n servers ready</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n server(s) new and ready</source>
        <translation>
            <numerusform>%1 of %n server new and ready</numerusform>
            <numerusform>%1 of %n servers new and ready</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DiffModel</name>
    <message numerus="yes">
        <source>%n unchanged line(s)</source>
        <translation>
            <numerusform>%n unchanged line</numerusform>
            <numerusform>%n unchanged lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinkedSystem</name>
    <message numerus="yes">
        <source>%n reconnect(s) since it was opened</source>
        <translation>
            <numerusform>%n reconnect since it was opened</numerusform>
            <numerusform>%n reconnects since it was opened</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message numerus="yes">
        <source>%n context(s) in %1</source>
        <translation>
            <numerusform>%n context in %1</numerusform>
            <numerusform>%n contexts in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n system(s) under NATS contexts in the tree, ready to be opened.</source>
        <translation>
            <numerusform>%n system under NATS contexts in the tree, ready to be opened.</numerusform>
            <numerusform>%n systems under NATS contexts in the tree, ready to be opened.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n Secret(s) of namespace %1: %2</source>
        <translation>
            <numerusform>%n Secret of namespace %1: %2</numerusform>
            <numerusform>%n Secrets of namespace %1: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>may publish to %n subject(s)</source>
        <translation>
            <numerusform>may publish to %n subject</numerusform>
            <numerusform>may publish to %n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>not to %n subject(s)</source>
        <translation>
            <numerusform>not to %n subject</numerusform>
            <numerusform>not to %n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>may subscribe to %n subject(s)</source>
        <translation>
            <numerusform>may subscribe to %n subject</numerusform>
            <numerusform>may subscribe to %n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>not subscribe to %n subject(s)</source>
        <translation>
            <numerusform>not subscribe to %n subject</numerusform>
            <numerusform>not subscribe to %n subjects</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message numerus="yes">
        <source>%n stream(s) lie in the store</source>
        <translation>
            <numerusform>%n stream lie in the store</numerusform>
            <numerusform>%n streams lie in the store</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Removed %n stream(s) with their messages</source>
        <translation>
            <numerusform>Removed %n stream with their messages</numerusform>
            <numerusform>Removed %n streams with their messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s) published and received in %1 ms</source>
        <translation>
            <numerusform>%n byte published and received in %1 ms</numerusform>
            <numerusform>%n bytes published and received in %1 ms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stream %1: %n message(s) acknowledged</source>
        <translation>
            <numerusform>Stream %1: %n message acknowledged</numerusform>
            <numerusform>Stream %1: %n messages acknowledged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) read back after the server was restarted</source>
        <translation>
            <numerusform>%n message read back after the server was restarted</numerusform>
            <numerusform>%n messages read back after the server was restarted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>deployment</name>
    <message numerus="yes">
        <source>%n byte(s) published and received in %1 ms</source>
        <translation type="vanished">
            <numerusform>%n byte published and received in %1 ms</numerusform>
            <numerusform>%n bytes published and received in %1 ms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stream %1: %n message(s) acknowledged</source>
        <translation type="vanished">
            <numerusform>Stream %1: %n message acknowledged</numerusform>
            <numerusform>Stream %1: %n messages acknowledged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) read back after the server was restarted</source>
        <translation type="vanished">
            <numerusform>%n message read back after the server was restarted</numerusform>
            <numerusform>%n messages read back after the server was restarted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::deployment::WizardPresenter</name>
    <message numerus="yes">
        <source>%1, %n server(s)</source>
        <translation>
            <numerusform>%1, %n server</numerusform>
            <numerusform>%1, %n servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply %n change(s)</source>
        <translation>
            <numerusform>Apply %n change</numerusform>
            <numerusform>Apply %n changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::explorer::JsonTreeModel</name>
    <message numerus="yes">
        <source>%n key(s)</source>
        <translation>
            <numerusform>%n key</numerusform>
            <numerusform>%n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::monitoring::OverviewPresenter</name>
    <message numerus="yes">
        <source>answering</source>
        <translation>
            <numerusform>answering</numerusform>
            <numerusform>answering</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n server(s) do not answer</source>
        <translation>
            <numerusform>%n server do not answer</numerusform>
            <numerusform>%n servers do not answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>client(s)</source>
        <translation type="vanished">
            <numerusform>client</numerusform>
            <numerusform>clients</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slow consumer(s) since opened</source>
        <translation>
            <numerusform>%n slow consumer since opened</numerusform>
            <numerusform>%n slow consumers since opened</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::monitoring::Recorder</name>
    <message numerus="yes">
        <source>/%1, %n s</source>
        <translation>
            <numerusform>/%1, %n s</numerusform>
            <numerusform>/%1, %n s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::systems::ContextRows</name>
    <message numerus="yes">
        <source>%n server(s)</source>
        <translation>
            <numerusform>%n server</numerusform>
            <numerusform>%n servers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::systems::MissingRights</name>
    <message numerus="yes">
        <source>%1 in %n namespaces</source>
        <translation>
            <numerusform>%1 in %n namespaces</numerusform>
            <numerusform>%1 in %n namespaces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At most %n namespaces can be named</source>
        <translation>
            <numerusform>At most %n namespaces can be named</numerusform>
            <numerusform>At most %n namespaces can be named</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::ui::CodeView</name>
    <message numerus="yes">
        <source>… %n more characters are not shown</source>
        <translation>
            <numerusform>… %n more characters are not shown</numerusform>
            <numerusform>… %n more characters are not shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::ui::FindingsList</name>
    <message numerus="yes">
        <source>%n more not shown</source>
        <translation>
            <numerusform>%n more not shown</numerusform>
            <numerusform>%n more not shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s)</source>
        <translation>
            <numerusform>%n check</numerusform>
            <numerusform>%n checks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n blocking</source>
        <translation>
            <numerusform>%n blocking</numerusform>
            <numerusform>%n blocking</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n critical</source>
        <translation>
            <numerusform>%n critical</numerusform>
            <numerusform>%n critical</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation>
            <numerusform>%n note</numerusform>
            <numerusform>%n notes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n passed</source>
        <translation>
            <numerusform>%n passed</numerusform>
            <numerusform>%n passed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::ui::KubeconfigDialog</name>
    <message numerus="yes">
        <source>Add %n context(s)</source>
        <translation>
            <numerusform>Add %n context</numerusform>
            <numerusform>Add %n contexts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::ui::ObjectEditView</name>
    <message numerus="yes">
        <source>Apply %n change(s)…</source>
        <translation>
            <numerusform>Apply %n change…</numerusform>
            <numerusform>Apply %n changes…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply %n change(s)</source>
        <translation>
            <numerusform>Apply %n change</numerusform>
            <numerusform>Apply %n changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::ui::ObjectPane</name>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s), not text</source>
        <translation>
            <numerusform>%n byte, not text</numerusform>
            <numerusform>%n bytes, not text</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::ui::PaletteModel</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::ui::ProgressView</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::ui::StatusBar</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Operations: %n running</source>
        <translation>
            <numerusform>Operations: %n running</numerusform>
            <numerusform>Operations: %n running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::ui::TopBar</name>
    <message numerus="yes">
        <source>Notifications, %n unread</source>
        <translation>
            <numerusform>Notifications, %n unread</numerusform>
            <numerusform>Notifications, %n unread</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::workloads::ConfigurationPresenter</name>
    <message numerus="yes">
        <source>Loaded, but %n server(s) did not say</source>
        <translation>
            <numerusform>Loaded, but %n server did not say</numerusform>
            <numerusform>Loaded, but %n servers did not say</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s), secrets hidden</source>
        <translation>
            <numerusform>%n line, secrets hidden</numerusform>
            <numerusform>%n lines, secrets hidden</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::workloads::EventsPresenter</name>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n event</numerusform>
            <numerusform>%n events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::workloads::LogsPresenter</name>
    <message numerus="yes">
        <source>%1 of %n log(s) followed</source>
        <translation>
            <numerusform>%1 of %n log followed</numerusform>
            <numerusform>%1 of %n logs followed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Live, %n log(s)</source>
        <translation>
            <numerusform>Live, %n log</numerusform>
            <numerusform>Live, %n logs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Valid, %n term(s)</source>
        <translation>
            <numerusform>Valid, %n term</numerusform>
            <numerusform>Valid, %n terms</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::workloads::NetworkPresenter</name>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation>
            <numerusform>%n service</numerusform>
            <numerusform>%n services</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n way(s) in from outside</source>
        <translation>
            <numerusform>%n way in from outside</numerusform>
            <numerusform>%n ways in from outside</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::workloads::PodsPresenter</name>
    <message numerus="yes">
        <source>%n pod(s)</source>
        <translation>
            <numerusform>%n pod</numerusform>
            <numerusform>%n pods</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n restart(s)</source>
        <translation>
            <numerusform>%n restart</numerusform>
            <numerusform>%n restarts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::workloads::RunPresenter</name>
    <message numerus="yes">
        <source>Runs %1 with %n argument(s) in container %2 of pod %3, namespace %4</source>
        <translation>
            <numerusform>Runs %1 with %n argument in container %2 of pod %3, namespace %4</numerusform>
            <numerusform>Runs %1 with %n arguments in container %2 of pod %3, namespace %4</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>natsdeck::workloads::VolumesPresenter</name>
    <message numerus="yes">
        <source>%n volume(s)</source>
        <translation>
            <numerusform>%n volume</numerusform>
            <numerusform>%n volumes</numerusform>
        </translation>
    </message>
</context>
</TS>
