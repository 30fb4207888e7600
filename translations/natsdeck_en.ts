<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
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
        <translation>
            <numerusform>%n byte published and received in %1 ms</numerusform><numerusform>%n bytes published and received in %1 ms</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Stream %1: %n message(s) acknowledged</source>
        <translation>
            <numerusform>Stream %1: %n message acknowledged</numerusform><numerusform>Stream %1: %n messages acknowledged</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) read back after the server was restarted</source>
        <translation>
            <numerusform>%n message read back after the server was restarted</numerusform><numerusform>%n messages read back after the server was restarted</numerusform></translation>
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
        <translation>
            <numerusform>client</numerusform><numerusform>clients</numerusform></translation>
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
</TS>
