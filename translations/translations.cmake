# Included by app/CMakeLists.txt. One command updates the .ts files from all sources:
#   cmake --build <dir> --target update_translations
# The .qm files are compiled into the program (":/i18n") and loaded at the start. English needs only its plural forms.
find_package(Qt6 6.4 QUIET COMPONENTS LinguistTools)
if(Qt6LinguistTools_FOUND)
    file(GLOB_RECURSE translated CONFIGURE_DEPENDS
        ${CMAKE_SOURCE_DIR}/app/*.cpp ${CMAKE_SOURCE_DIR}/app/*.h
        ${CMAKE_SOURCE_DIR}/models/*.cpp ${CMAKE_SOURCE_DIR}/models/*.h
        ${CMAKE_SOURCE_DIR}/widgets/*.cpp ${CMAKE_SOURCE_DIR}/widgets/*.h)
    set(ts_files ${CMAKE_SOURCE_DIR}/translations/natsdeck_en.ts)
    qt_add_lupdate(natsdeck TS_FILES ${ts_files} SOURCES ${translated} INCLUDE_DIRECTORIES ${CMAKE_SOURCE_DIR}
        OPTIONS -pluralonly -locations none)
    qt_add_lrelease(natsdeck TS_FILES ${ts_files} QM_FILES_OUTPUT_VARIABLE qm_files)
    foreach(qm_file IN LISTS qm_files)
        cmake_path(GET qm_file FILENAME qm_name)
        set_source_files_properties(${qm_file} PROPERTIES QT_RESOURCE_ALIAS ${qm_name})
    endforeach()
    qt_add_resources(natsdeck i18n PREFIX /i18n FILES ${qm_files})
endif()
